import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Cli } from '../../session/cli.ts';
import { addHistoryCommand } from './alert-history.ts';
import { addChangeCommands } from './change-alert.ts';
import { addCopyCommands } from './copy-alerts.ts';
import { addExplainCommand } from './explain-alert.ts';
import { addReadCommands } from './read-alerts.ts';
import { addSnoozeCommand } from './snooze-alert.ts';
import { addWriteCommands } from './write-alert.ts';

/** `pricebell alerts …` */
export function addAlertCommands(program: CommandUnknownOpts, cli: Cli): void {
  const alerts = program.command('alerts').description('your alerts');
  addReadCommands(alerts, cli);
  addWriteCommands(alerts, cli);
  addChangeCommands(alerts, cli);
  addSnoozeCommand(alerts, cli);
  addHistoryCommand(alerts, cli);
  addExplainCommand(alerts, cli);
  addCopyCommands(alerts, cli);
}
