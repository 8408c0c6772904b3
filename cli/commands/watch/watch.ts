import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Cli } from '../../session/cli.ts';
import { CliError, EXIT } from '../../terminal/exit-codes.ts';
import { readCount } from '../read-option.ts';
import { PriceReader } from './price-reader.ts';
import { TriggerReader } from './trigger-reader.ts';

/** Of each list; an answer that has not changed is a 304. */
const POLL_EVERY_MS = 2_000;

/** `pricebell watch` */
export function addWatchCommand(program: CommandUnknownOpts, cli: Cli): void {
  program
    .command('watch')
    .description('shows your triggers as they come, until Ctrl-C')
    .option('--prices [coin...]', 'prices that changed as well, of all followed coins or of these')
    .option('--count <count>', 'ends after so many triggers', readCount)
    .addHelpText(
      'after',
      '\nExamples:\n  pricebell watch --prices BTCUSDT\n  pricebell watch --count 1 && notify-send fired',
    )
    .action(async ({ prices, count = Number.POSITIVE_INFINITY }) => {
      const api = cli.connect();
      const triggers = new TriggerReader(api);
      const coins = prices === undefined ? null : new PriceReader(api, prices === true ? [] : prices);
      await triggers.start();
      cli.terminal.note('Watching; Ctrl-C ends it.');
      try {
        await watch(cli, { triggers, coins, count });
      } catch (error) {
        // Ctrl-C is how it is meant to end
        if (!cli.terminal.signal.aborted) throw error;
      }
    });
}

interface Watched {
  readonly triggers: TriggerReader;
  readonly coins: PriceReader | null;
  readonly count: number;
}

/** Goes on while the API can't be reached, and says so once. */
async function watch(cli: Cli, { triggers, coins, count }: Watched): Promise<void> {
  const { terminal } = cli;
  let isCutOff = false;
  for (let left = count; left > 0; ) {
    try {
      const found = (await triggers.readNew()).slice(0, left);
      for (const { body, line } of found) terminal.out(cli.json ? JSON.stringify({ trigger: body }) : line);
      left -= found.length;
      for (const { body, line } of (await coins?.readChanged()) ?? []) {
        terminal.out(cli.json ? JSON.stringify({ price: body }) : line);
      }
      if (isCutOff) terminal.note('It can be reached again.');
      isCutOff = false;
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode === EXIT.signIn || terminal.signal.aborted) throw error;
      if (!isCutOff) terminal.note(`${error.message}\nTrying again.`);
      isCutOff = true;
    }
    if (left > 0) await terminal.sleep(POLL_EVERY_MS);
  }
}
