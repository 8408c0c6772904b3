import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Cli } from '../../session/cli.ts';
import { addGroupStateCommands } from './change-group.ts';
import { addGroupReadCommands } from './read-groups.ts';
import { addGroupWriteCommands } from './write-group.ts';

/** `pricebell groups …` */
export function addGroupCommands(program: CommandUnknownOpts, cli: Cli): void {
  const groups = program.command('groups').description('one alert on many coins');
  addGroupReadCommands(groups, cli);
  addGroupWriteCommands(groups, cli);
  addGroupStateCommands(groups, cli);
}
