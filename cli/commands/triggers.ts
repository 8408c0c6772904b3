import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { parseAnswer, type TriggerAnswer, triggerSchema } from '../api/answers.ts';
import { readList } from '../api/read-list.ts';
import type { Cli } from '../session/cli.ts';
import { type Column, formatTable } from '../terminal/table.ts';
import { readCount } from './read-option.ts';

const COLUMNS: readonly Column<TriggerAnswer>[] = [
  { title: 'FIRED AT', value: ({ firedAt }) => firedAt },
  { title: 'COIN', value: ({ symbol }) => symbol },
  { title: 'WHAT', value: ({ metric, value, reason, level }) => `${metric} ${value} ${reason} ${level}` },
  { title: 'TRADE', value: ({ trade }) => String(trade.id), align: 'right' },
  { title: 'PRICE', value: ({ trade }) => trade.price, align: 'right' },
  {
    title: 'SENT',
    value: ({ deliveries }) => deliveries.map(({ channel, state }) => `${channel} ${state}`).join(', '),
  },
  { title: 'NOTE', value: ({ note }) => note ?? '' },
];

/** `pricebell triggers …` */
export function addTriggerCommands(program: CommandUnknownOpts, cli: Cli): void {
  const triggers = program.command('triggers').description('what has fired, with proof');
  triggers
    .command('list')
    .description('your triggers, newest first')
    .option('--alert <id>', 'of this alert')
    .option('--limit <count>', 'at most so many', readCount, 50)
    .action(async ({ alert, limit }) => {
      const api = cli.connect();
      const items =
        alert === undefined
          ? await readList(api, 'GET /api/triggers', { limit })
          : await readList(api, 'GET /api/alerts/{id}/triggers', { path: { id: alert }, limit });
      cli.show({ items }, () => {
        const shown = items.map((item) => parseAnswer(triggerSchema, item));
        return shown.length > 0 ? formatTable(COLUMNS, shown, cli.terminal) : ['Nothing has fired yet.'];
      });
    });
}
