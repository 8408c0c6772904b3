import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { groupSchema, pageSchema, parseAnswer } from '../../api/answers.ts';
import type { Cli } from '../../session/cli.ts';
import { formatTable } from '../../terminal/table.ts';
import { GROUP_COLUMNS, showGroup } from './group-table.ts';

export function addGroupReadCommands(groups: CommandUnknownOpts, cli: Cli): void {
  groups
    .command('list')
    .description('your groups, oldest first')
    .action(async () => {
      const { items } = parseAnswer(pageSchema, (await cli.connect().call('GET /api/groups')).body);
      cli.show({ items }, () => {
        const shown = items.map((item) => parseAnswer(groupSchema, item));
        return shown.length > 0 ? formatTable(GROUP_COLUMNS, shown, cli.terminal) : ['You have no groups.'];
      });
    });
  groups
    .command('show')
    .description('a group, with the alert of each coin')
    .argument('<id>')
    .action(async (id) => {
      const { body } = await cli.connect().call('GET /api/groups/{id}', { path: { id } });
      showGroup(cli, body);
    });
}
