import { readFile, writeFile } from 'node:fs/promises';
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import * as z from 'zod';
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
    .description('writes all your alerts: as JSON what an import takes, as CSV a table for people')
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
    .argument('<file>', 'JSON, as export writes it')
    .option('--dry-run', 'says what would happen, and changes nothing')
    .action((path, { dryRun = false }) => importFile(path, dryRun, cli));
}

async function importFile(path: string, dryRun: boolean, cli: Cli): Promise<void> {
  const { alerts } = await readExport(path);
  const api = cli.connect();
  for (let start = 0; start < alerts.length; start += ITEMS_OF_A_REQUEST) {
    const request = { alerts: alerts.slice(start, start + ITEMS_OF_A_REQUEST), dryRun };
    const { body } = await api.call('POST /api/alerts/import', { body: request });
    const { made, exists, refused, results } = parseAnswer(importSchema, body);
    if (refused > 0) cli.exitCode = EXIT.failure;
    cli.show(body, () => [
      ...results.flatMap(({ index, problem }) =>
        problem ? [`alerts.${start + index}: ${problem.detail ?? problem.title}`] : [],
      ),
      `${made} ${dryRun ? 'would be made' : 'made'}, ${exists} there already, ${refused} refused`,
    ]);
  }
}

/** @throws UsageError when the file is no export */
async function readExport(path: string): Promise<z.infer<typeof exportSchema>> {
  try {
    return exportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? 'it is not what `pricebell alerts export` writes' : reasonOf(error);
    throw new UsageError(`${path} can't be read: ${why}`);
  }
}
