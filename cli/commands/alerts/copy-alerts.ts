import { readFile, writeFile } from 'node:fs/promises';
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import * as z from 'zod';
import { readAlertCsv } from '../../../text/csv/alert-csv.ts';
import { exportSchema, importSchema, parseAnswer } from '../../api/answers.ts';
import { reasonOf } from '../../api/call-errors.ts';
import type { Cli } from '../../session/cli.ts';
import { EXIT, UsageError } from '../../terminal/exit-codes.ts';

/** The most that one request takes (openapi.json). */
const ITEMS_OF_A_REQUEST = 100;

/** `pricebell alerts export` and `import` */
export function addCopyCommands(alerts: CommandUnknownOpts, cli: Cli): void {
  alerts
    .command('export')
    .description('writes all your alerts: as JSON, or as CSV for spreadsheets; an import takes both')
    .addOption(new Option('--format <format>').choices(['json', 'csv'] as const).default('json' as const))
    .option('--out <file>', 'to a file, in place of the output')
    .addHelpText('after', '\nExample:\n  pricebell alerts export --out alerts.json')
    .action(async ({ format, out }) => {
      const { body } = await cli.connect().call('GET /api/alerts/export', { query: { format } });
      const text = typeof body === 'string' ? body.trimEnd() : JSON.stringify(parseAnswer(exportSchema, body), null, 2);
      if (out === undefined) cli.terminal.out(text);
      else await writeFile(out, `${text}\n`);
    });
  alerts
    .command('import')
    .description('makes the alerts of an export that are not there yet; a second time it makes nothing')
    .argument('<file>', 'as export writes it; CSV when its name ends so')
    .option('--dry-run', 'says what would happen, and changes nothing')
    .action((path, { dryRun = false }) => importFile(path, dryRun, cli));
}

async function importFile(path: string, dryRun: boolean, cli: Cli): Promise<void> {
  const alerts = await readExport(path);
  const api = cli.connect();
  for (let start = 0; start < alerts.length; start += ITEMS_OF_A_REQUEST) {
    const chosen = alerts.slice(start, start + ITEMS_OF_A_REQUEST);
    const request = { alerts: chosen.map(({ alert }) => alert), dryRun };
    const { body } = await api.call('POST /api/alerts/import', { body: request });
    const { made, exists, refused, results } = parseAnswer(importSchema, body);
    if (refused > 0) cli.exitCode = EXIT.failure;
    cli.show(body, () => [
      ...results.flatMap(({ index, problem }) =>
        problem ? [`${chosen[index]?.name}: ${problem.detail ?? problem.title}`] : [],
      ),
      `${made} ${dryRun ? 'would be made' : 'made'}, ${exists} there already, ${refused} refused`,
    ]);
  }
}

/** An item of an import, and what a person finds it by in the file. */
interface NamedAlert {
  readonly name: string;
  readonly alert: unknown;
}

/** @throws UsageError when the file is no export, or a row of a table can't be read: then nothing is sent */
async function readExport(path: string): Promise<NamedAlert[]> {
  try {
    const text = await readFile(path, 'utf8');
    if (path.toLowerCase().endsWith('.csv')) return readTable(path, text);
    return exportSchema.parse(JSON.parse(text)).alerts.map((alert, index) => ({ name: `alerts.${index}`, alert }));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = error instanceof z.ZodError ? 'it is not what `pricebell alerts export` writes' : reasonOf(error);
    throw new UsageError(`${path} can't be read: ${why}`);
  }
}

function readTable(path: string, text: string): NamedAlert[] {
  const { alerts, problems } = readAlertCsv(text);
  const lines = problems.map(({ line, column, message }) => `line ${line}: ${column ? `${column} ` : ''}${message}`);
  if (lines.length > 0) throw new UsageError(`${path} can't be read: ${lines.join('; ')}`);
  return alerts.map(({ line, alert }) => ({ name: `line ${line}`, alert }));
}
