import { type GroupAnswer, groupSchema, parseAnswer } from '../../api/answers.ts';
import type { Cli } from '../../session/cli.ts';
import { type Column, formatFields, formatTable } from '../../terminal/table.ts';
import { formatRule } from '../alerts/alert-table.ts';

export const GROUP_COLUMNS: readonly Column<GroupAnswer>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'COINS', value: formatCoins },
  { title: 'ALERTS', value: ({ memberCount }) => String(memberCount), align: 'right' },
  { title: 'RULE', value: formatRule },
  { title: 'NAME OR NOTE', value: ({ name, note }) => name || note || '' },
];

const MEMBER_COLUMNS: readonly Column<GroupAnswer['members'][number]>[] = [
  { title: 'COIN', value: ({ symbol }) => symbol },
  { title: 'STATUS', value: ({ status }) => status ?? '' },
  { title: 'ALERT', value: ({ alertId }) => alertId ?? '' },
  { title: 'PROBLEM', value: ({ problem }) => problem ?? '' },
];

/** A group, and what became of each coin. */
export function showGroup(cli: Cli, body: unknown): void {
  cli.show(body, () => {
    const group = parseAnswer(groupSchema, body);
    return [
      ...formatFields(fieldsOf(group), cli.terminal),
      '',
      ...formatTable(MEMBER_COLUMNS, group.members, cli.terminal),
    ];
  });
}

function fieldsOf(group: GroupAnswer): [string, string | null][] {
  const { id, fires, status, name, note, pausedUntil, firedBy, channels, version } = group;
  return [
    ['id', id],
    ['coins', formatCoins(group)],
    ['rule', formatRule(group)],
    ['fires', fires === 'once' ? 'once for all coins' : 'for each coin'],
    ['status', status],
    ['name', name ?? null],
    ['note', note],
    ['channels', channels.map(({ type, url }) => url ?? type).join(', ')],
    ['paused until', pausedUntil],
    ['fired', firedBy && `${firedBy.symbol} at ${firedBy.at}`],
    ['version', String(version)],
  ];
}

function formatCoins({ coins }: GroupAnswer): string {
  return typeof coins === 'string' ? coins : coins.join(',');
}
