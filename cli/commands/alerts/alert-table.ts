import type { AlertAnswer, ConditionAnswer, RuleAnswer } from '../../api/answers.ts';
import type { Column } from '../../terminal/table.ts';

/** As `alerts add` takes it: `price crosses-above 65000`. */
export function formatCondition({ metric, op, level, from, to }: ConditionAnswer): string {
  return [metric, op, ...(level ? [level] : [from, 'to', to])].join(' ');
}

/** Its conditions and what is set beside them, in one line. */
export function formatRule(alert: RuleAnswer): string {
  const { condition, all, repeat, holdSeconds, rearmPercent, confirm, expiresAt } = alert;
  const conditions = (all ?? (condition ? [condition] : [])).map(formatCondition);
  if (conditions.length === 0) return "can't be read";
  const options = [
    repeat?.mode === 'every-time' && 'every time',
    repeat?.cooldownSeconds && `cooldown ${repeat.cooldownSeconds} s`,
    repeat?.step && `moves by ${repeat.step}`,
    rearmPercent !== null && `re-arms at ${rearmPercent} %`,
    holdSeconds !== null && `held ${holdSeconds} s`,
    confirm === 'minute-close' && 'minute closes',
    expiresAt !== null && `until ${expiresAt}`,
  ];
  return [conditions.join(' and '), ...options.filter((option) => typeof option === 'string')].join(', ');
}

export const ALERT_COLUMNS: readonly Column<AlertAnswer>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'COIN', value: ({ symbol }) => symbol },
  { title: 'RULE', value: formatRule },
  { title: 'AWAY', value: ({ distance }) => (distance?.percent ? `${distance.percent} %` : ''), align: 'right' },
  { title: 'NAME OR NOTE', value: ({ name, note }) => name || note || '' },
];

/** What `show` says of an alert, beside its explanation. */
export function alertFields(alert: AlertAnswer): [string, string | null][] {
  const { lastTrigger } = alert;
  return [
    ['id', alert.id],
    ['coin', alert.symbol],
    ['rule', formatRule(alert)],
    ['status', alert.status],
    ['state', alert.explanation],
    ['name', alert.name ?? null],
    ['note', alert.note],
    ['channels', alert.channels.map(({ type, url }) => url ?? type).join(', ')],
    [
      'last fired',
      lastTrigger && `${lastTrigger.firedAt} by trade ${lastTrigger.trade.id} at ${lastTrigger.trade.price}`,
    ],
    ['paused until', alert.pausedUntil ?? null],
    ['muted until', alert.mutedUntil],
    ['warming up until', alert.warmingUpUntil ?? null],
    ['made', alert.createdAt],
    ['version', String(alert.version)],
  ];
}
