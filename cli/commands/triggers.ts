import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { parseAnswer, type TriggerAnswer, triggerSchema } from '../api/answers.ts';
import { readList } from '../api/read-list.ts';
import type { Cli } from '../session/cli.ts';
import { UsageError } from '../terminal/exit-codes.ts';
import { type Column, formatFields, formatTable } from '../terminal/table.ts';
import { readCount, readPastInstant } from './read-option.ts';

const COLUMNS: readonly Column<TriggerAnswer>[] = [
  { title: 'ID', value: ({ id }) => id },
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
    .option('--coin <symbol>', 'of this coin')
    .option('--state <state>', 'with a message in this state, such as sent or failed')
    .option('--from <instant>', 'judged at or after an instant, a day, or a duration ago such as 2d')
    .option('--to <instant>', 'judged before, likewise')
    .option('--limit <count>', 'at most so many', readCount, 50)
    .addHelpText('after', '\nExample:\n  pricebell triggers list --coin BTCUSDT --from 2026-11-22')
    .action(async ({ alert, coin: symbol, state, from, to, limit }) => {
      const api = cli.connect();
      const now = cli.terminal.now();
      const query = { symbol, state, from: readPastInstant(from, now), to: readPastInstant(to, now) };
      if (alert !== undefined && Object.values(query).some((value) => value !== undefined)) {
        throw new UsageError('--alert goes with --limit alone: it has its own list.');
      }
      const items =
        alert === undefined
          ? await readList(api, 'GET /api/triggers', { query, limit })
          : await readList(api, 'GET /api/alerts/{id}/triggers', { path: { id: alert }, limit });
      cli.show({ items }, () => {
        const shown = items.map((item) => parseAnswer(triggerSchema, item));
        return shown.length > 0 ? formatTable(COLUMNS, shown, cli.terminal) : ['Nothing has fired yet.'];
      });
    });
  triggers
    .command('show')
    .description('a trigger: what fired, by which trade, and what became of its messages')
    .argument('<id>')
    .action(async (id) => {
      const { body } = await cli.connect().call('GET /api/triggers/{id}', { path: { id } });
      cli.show(body, () => formatFields(triggerFields(parseAnswer(triggerSchema, body)), cli.terminal));
    });
}

function triggerFields(trigger: TriggerAnswer): [string, string | null][] {
  const { alertId, symbol, firedAt, metric, value, reason, level, trade, deliveries, note } = trigger;
  return [
    ['fired at', firedAt],
    ['coin', symbol],
    ['what', `${metric} ${value} ${reason} ${level}`],
    ['trade', `${trade.id} at ${trade.price}`],
    ['alert', alertId],
    ['note', note],
    ...deliveries.map(({ channel, state, at, detail }): [string, string] => [
      channel,
      `${state} at ${at}${detail === null ? '' : `: ${detail}`}`,
    ]),
  ];
}
