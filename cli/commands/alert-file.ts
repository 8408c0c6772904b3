import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import * as z from 'zod';
import { applyPlan } from '../alert-file/apply-plan.ts';
import { formatPlan, viewPlan } from '../alert-file/format-plan.ts';
import { type Plan, type PresentAlert, planChanges } from '../alert-file/plan-changes.ts';
import { readAlertFile } from '../alert-file/read-alert-file.ts';
import { parseAnswer } from '../api/answers.ts';
import type { ApiClient } from '../api/api-client.ts';
import { reasonOf } from '../api/call-errors.ts';
import { readList } from '../api/read-list.ts';
import type { Cli } from '../session/cli.ts';
import { EXIT, UsageError } from '../terminal/exit-codes.ts';

const FILE_HELP = `
A file holds a namespace and alerts by their keys; an alert has the fields of POST /api/alerts:

  namespace: mine
  alerts:
    btc-high:
      symbol: BTCUSDT
      condition: { metric: price, op: crosses-above, level: 65000 }
      note: take profit

Alerts of other files, and those made by hand, are never touched.`;

/** `pricebell plan FILE` and `pricebell apply FILE` */
export function addAlertFileCommands(program: CommandUnknownOpts, cli: Cli): void {
  program
    .command('plan')
    .description('what "apply" would do; ends with 2 when that is something')
    .argument('<file>', 'alerts in YAML or JSON')
    .addHelpText('after', FILE_HELP)
    .action(async (path) => {
      const plan = await makePlan(path, cli.connect());
      cli.show(viewPlan(plan), () => formatPlan(plan, cli.terminal));
      if (plan.steps.length > 0) cli.exitCode = EXIT.changes;
    });
  program
    .command('apply')
    .description('makes the alerts of a file what the file says')
    .argument('<file>', 'alerts in YAML or JSON')
    .option('-y, --yes', 'without asking')
    .addHelpText('after', FILE_HELP)
    .action((path, { yes = false }) => apply(path, yes, cli));
}

async function apply(path: string, yes: boolean, cli: Cli): Promise<void> {
  const { terminal } = cli;
  const api = cli.connect();
  const plan = await makePlan(path, api);
  cli.show(viewPlan(plan), () => formatPlan(plan, terminal));
  if (plan.steps.length === 0) return;
  if (!yes && !terminal.interactive) throw new UsageError('Nobody can be asked here: give --yes to apply this.');
  if (!yes && !/^y(es)?$/i.test(await terminal.ask('Apply this? [y/N] '))) {
    terminal.note('Nothing was changed.');
    cli.exitCode = EXIT.failure;
    return;
  }
  await applyPlan(plan, api, ({ kind, key }) => terminal.note(`${key}: ${kind} done`));
}

/** What is there of an alert of any file. */
const presentSchema = z.looseObject({
  id: z.string(),
  version: z.number(),
  symbol: z.string(),
  externalId: z.string().nullish(),
});

async function makePlan(path: string, api: ApiClient): Promise<Plan> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${path} can't be read: ${reasonOf(error)}`);
  });
  const file = readAlertFile(basename(path), text);
  const items = await readList(api, 'GET /api/alerts', { limit: Number.POSITIVE_INFINITY });
  const present = items.flatMap((item): PresentAlert[] => {
    const view = parseAnswer(presentSchema, item);
    const { id, version, symbol, externalId } = view;
    return externalId ? [{ id, version, symbol, externalId, view }] : [];
  });
  return planChanges(file, present);
}
