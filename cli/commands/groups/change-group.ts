import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { groupSchema, parseAnswer } from '../../api/answers.ts';
import type { Cli } from '../../session/cli.ts';
import { readInstant } from '../read-option.ts';

/** Commands that change the state of a group as one. */
const STATE_CHANGES = {
  pause: { description: 'stops all alerts of a group until it is resumed', change: { status: 'paused' } },
  resume: { description: 'lets a paused group go on', change: { status: 'active' } },
  rearm: { description: 'lets a group that has fired fire again', change: { status: 'active' } },
  retry: { description: 'tries again what was refused', change: {} },
} as const;

export function addGroupStateCommands(groups: CommandUnknownOpts, cli: Cli): void {
  for (const [name, { description, change }] of Object.entries(STATE_CHANGES)) {
    groups
      .command(name)
      .description(description)
      .argument('<id>')
      .action((id) => changeGroup(cli, id, change));
  }
  groups
    .command('snooze')
    .description('pauses a group until an instant; then it goes on by itself')
    .argument('<when>', 'a duration such as 2h, or an instant such as 2026-12-24T18:00:00Z')
    .argument('<id>')
    .action((when, id) =>
      changeGroup(cli, id, { status: 'paused', pausedUntil: readInstant(when, cli.terminal.now()) }),
    );
  groups
    .command('rm')
    .description('deletes a group and all of its alerts')
    .argument('<id>')
    .action(async (id) => {
      await cli.connect().call('DELETE /api/groups/{id}', { path: { id } });
      cli.show({ deleted: id }, () => [`${id} deleted`]);
    });
}

async function changeGroup(cli: Cli, id: string, body: object): Promise<void> {
  const answer = await cli.connect().call('PATCH /api/groups/{id}', { path: { id }, body });
  cli.show(answer.body, () => {
    const { status, memberCount } = parseAnswer(groupSchema, answer.body);
    return [`${id} ${status}, ${memberCount} alerts`];
  });
}
