import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Cli } from '../../session/cli.ts';
import { readInstant } from '../read-option.ts';
import { changeEach } from './change-alert.ts';

/** `pricebell alerts snooze` */
export function addSnoozeCommand(alerts: CommandUnknownOpts, cli: Cli): void {
  alerts
    .command('snooze')
    .description('pauses alerts until an instant; then they go on by themselves')
    .argument('<when>', 'a duration such as 2h, or an instant such as 2026-12-24T18:00:00Z')
    .argument('<id...>')
    .addHelpText('after', '\nExample:\n  pricebell alerts snooze 8h BTCUSDT-0-01J…')
    .action((when, ids) => {
      const change = { status: 'paused', pausedUntil: readInstant(when, cli.terminal.now()) };
      return changeEach(cli, ids, change);
    });
}
