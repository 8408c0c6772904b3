import addCompletion from '@bomb.sh/tab/commander';
import { Command } from '@commander-js/extra-typings';
import type { Command as PlainCommand } from 'commander';
import { addAlertFileCommands } from './commands/alert-file.ts';
import { addAlertCommands } from './commands/alerts/alert-commands.ts';
import { addCoinCommands } from './commands/coins.ts';
import { addGroupCommands } from './commands/groups/group-commands.ts';
import { addPreviewCommand } from './commands/preview.ts';
import { addSignInCommands } from './commands/sign-in.ts';
import { addTriggerCommands } from './commands/triggers.ts';
import { addWatchCommand } from './commands/watch/watch.ts';
import { Cli } from './session/cli.ts';
import type { Terminal } from './terminal/terminal.ts';
import { VERSION } from './terminal/version.ts';

const ABOUT = `
Where the API is: --url, else PRICEBELL_URL, else the one signed in to last, else http://127.0.0.1:8787.
Who you are: PRICEBELL_TOKEN (an ID token), else your sign-in there.

Ends with 0 when it is done, 1 when the API refuses or can't be reached, 2 when "plan" finds something to do,
3 when nobody is signed in, 64 when the command line or a file is wrong.

Examples:
  pricebell login --url https://example.org
  pricebell alerts add BTCUSDT price crosses-above 65000 --note "take profit"
  pricebell alerts list --json | jq '.items[].id'`;

/** All commands. The parser throws instead of ending the process. */
export function createProgram(terminal: Terminal) {
  const program = new Command('pricebell')
    .description('Price alerts that see every trade: the Pricebell API in a terminal')
    .version(VERSION)
    .option('--url <address>', 'the API, with or without /api')
    .option('--json', 'the result as the API answers it')
    .addHelpText('after', ABOUT)
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
    });
  const cli = new Cli(terminal, () => program.opts());
  addSignInCommands(program, cli);
  addAlertCommands(program, cli);
  addGroupCommands(program, cli);
  addPreviewCommand(program, cli);
  addAlertFileCommands(program, cli);
  addTriggerCommands(program, cli);
  addCoinCommands(program, cli);
  addWatchCommand(program, cli);
  // the same class: the parser's typings describe it in more detail
  addCompletion(program as unknown as PlainCommand);
  return { program, cli };
}
