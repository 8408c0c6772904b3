import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { alertSchema, parseAnswer } from '../../api/answers.ts';
import type { Cli } from '../../session/cli.ts';

/** Commands that change the state of each alert that is named. */
const STATE_CHANGES = {
  pause: { description: 'stops alerts until they are resumed', change: { status: 'paused' } },
  resume: { description: 'lets paused alerts go on', change: { status: 'active' } },
  rearm: { description: 'lets alerts that have fired, expired or failed fire again', change: { status: 'active' } },
  unmute: { description: 'sends what alerts that fired too often fire from now on', change: { muted: false } },
} as const;

export function addChangeCommands(alerts: CommandUnknownOpts, cli: Cli): void {
  for (const [name, { description, change }] of Object.entries(STATE_CHANGES)) {
    alerts
      .command(name)
      .description(description)
      .argument('<id...>')
      .action((ids) => changeEach(cli, ids, change));
  }
  alerts
    .command('rm')
    .description('deletes alerts')
    .argument('<id...>')
    .action(async (ids) => {
      const api = cli.connect();
      for (const id of ids) {
        await api.call('DELETE /api/alerts/{id}', { path: { id } });
        cli.show({ deleted: id }, () => [`${id} deleted`]);
      }
    });
}

/** One after the other; the first that is refused ends it, and what came before it is shown. */
export async function changeEach(cli: Cli, ids: readonly string[], change: object): Promise<void> {
  const api = cli.connect();
  for (const id of ids) {
    const { body } = await api.call('PATCH /api/alerts/{id}', { path: { id }, body: change });
    cli.show(body, () => [`${id} ${parseAnswer(alertSchema, body).explanation}`]);
  }
}
