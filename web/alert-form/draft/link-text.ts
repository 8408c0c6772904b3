import { MAX_NAME_LENGTH, MAX_NOTE_LENGTH } from '../../../domain/alerts/request-limits.ts';
import { explainExchangeSymbol, SYMBOL_PATTERN } from '../../../domain/market/symbol.ts';
import { METRICS } from '../../../domain/metrics/metric.ts';
import { OPERATORS, takesRange } from '../../../domain/rules/operators/operators.ts';
import { CONFIRMS, MAX_CONDITIONS } from '../../../domain/rules/rule.ts';
import type { AlertDraft, CoinsDraft } from './alert-draft.ts';
import type { ShownFields } from './draft-of-alert.ts';
import type { RuleFields } from './request-of-draft.ts';

/** An alert as people share it, in an address. Channels and ids are not shared: whoever opens the link has their own. */
export interface SharedAlert {
  readonly coins: CoinsDraft;
  readonly fires: AlertDraft['fires'];
  readonly fields: ShownFields;
}

type Shared = Pick<AlertDraft, 'coins' | 'fires'> & { readonly fields: RuleFields };

/** One `name:value` of the text. */
interface LinkPart {
  /** how often it may stand there */
  readonly most?: number;
  /** what the value must be, for people */
  readonly demand: string;
  write(alert: Shared): readonly string[];
  /** what is wrong with a value, where that is more than that it is not what is demanded */
  explain?(value: string): string | null;
  /** the alert with what the value says; null when it says nothing of the kind */
  read(value: string, alert: SharedAlert): SharedAlert | null;
}

const MAX_LINK_LENGTH = 2_000;
const SECONDS = 'a whole number of seconds';

/** `;` ends a part, so within one it is written in another way. */
const ESCAPES: Readonly<Record<string, string>> = { '~': '~~', ';': '~s' };

const seconds = (value: string) => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : null);
const given = (value: string | number | null | undefined) => (value == null ? [] : [`${value}`]);
const withField = (alert: SharedAlert, fields: ShownFields): SharedAlert => ({
  ...alert,
  fields: { ...alert.fields, ...fields },
});
const repeated = (alert: SharedAlert) => ({
  cooldownSeconds: null,
  ...alert.fields.repeat,
  mode: 'every-time' as const,
});

/** Everything that a link can say, in the order in which it is written. docs/page-links.md describes it for people. */
export const LINK_PARTS: Readonly<Record<string, LinkPart>> = {
  coin: {
    demand: 'symbols with commas between them, or "followed"',
    explain: (value) => value.split(',').map(explainExchangeSymbol).find(Boolean) ?? null,
    write: ({ coins }) => (coins.length === 0 ? [] : [typeof coins === 'string' ? coins : coins.join()]),
    read(value, alert) {
      if (value === 'followed') return { ...alert, coins: 'followed' };
      const coins = [...new Set(value.split(','))];
      return coins.length <= 100 && coins.every((each) => SYMBOL_PATTERN.test(each)) ? { ...alert, coins } : null;
    },
  },
  fires: {
    demand: '"once" or "each"',
    write: ({ fires }) => (fires === 'once' ? [fires] : []),
    read: (value, alert) => (value === 'once' || value === 'each' ? { ...alert, fires: value } : null),
  },
  when: {
    most: MAX_CONDITIONS,
    demand: 'a metric, an operator and a level, or two levels, with commas between them',
    write: ({ fields: { condition, all } }) => (all ?? (condition ? [condition] : [])).map(writeCondition),
    read(value, alert) {
      const condition = readCondition(value);
      return condition && withField(alert, { all: [...(alert.fields.all ?? []), condition] });
    },
  },
  repeat: {
    demand: '"every-time" or "once"',
    write: ({ fields: { repeat } }) => (repeat?.mode === 'every-time' ? ['every-time'] : []),
    read(value, alert) {
      if (value === 'once') return alert;
      return value === 'every-time' ? withField(alert, { repeat: repeated(alert) }) : null;
    },
  },
  cooldown: {
    demand: SECONDS,
    write: ({ fields: { repeat } }) => given(repeat?.cooldownSeconds),
    read(value, alert) {
      const cooldownSeconds = seconds(value);
      return cooldownSeconds === null ? null : withField(alert, { repeat: { ...repeated(alert), cooldownSeconds } });
    },
  },
  reanchor: {
    demand: 'a percentage such as "+5%", or nothing',
    write: ({ fields: { repeat } }) => (repeat?.reanchor ? [repeat.step ?? ''] : []),
    read(value, alert) {
      if (!/^(?:[+-]\d{1,9}(?:\.\d{1,9})?%)?$/.test(value)) return null;
      return withField(alert, { repeat: { ...repeated(alert), reanchor: true, step: value } });
    },
  },
  rearm: {
    demand: 'a number of percent',
    write: ({ fields }) => given(fields.rearmPercent),
    read: (value, alert) =>
      /^\d{1,9}(?:\.\d{1,20})?$/.test(value) ? withField(alert, { rearmPercent: Number(value) }) : null,
  },
  hold: {
    demand: SECONDS,
    write: ({ fields }) => given(fields.holdSeconds),
    read(value, alert) {
      const holdSeconds = seconds(value);
      return holdSeconds === null ? null : withField(alert, { holdSeconds });
    },
  },
  confirm: {
    demand: CONFIRMS.map((each) => `"${each}"`).join(' or '),
    write: ({ fields: { confirm } }) => (confirm === 'trade' ? [] : given(confirm)),
    read(value, alert) {
      const confirm = CONFIRMS.find((each) => each === value);
      return confirm ? withField(alert, { confirm }) : null;
    },
  },
  expires: {
    demand: 'an instant such as "2030-01-31T09:00:00Z"',
    write: ({ fields }) => given(fields.expiresAt),
    read(value, alert) {
      const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/.test(value) ? Date.parse(value) : Number.NaN;
      return Number.isNaN(at) ? null : withField(alert, { expiresAt: new Date(at).toISOString() });
    },
  },
  name: {
    demand: `a text of at most ${MAX_NAME_LENGTH} characters`,
    write: ({ fields }) => given(fields.name),
    read: (value, alert) => (value.length <= MAX_NAME_LENGTH ? withField(alert, { name: value }) : null),
  },
  note: {
    demand: `a text of at most ${MAX_NOTE_LENGTH} characters`,
    write: ({ fields }) => given(fields.note),
    read: (value, alert) => (value.length <= MAX_NOTE_LENGTH ? withField(alert, { note: value }) : null),
  },
};

export function writeLink(alert: Shared): string {
  return Object.entries(LINK_PARTS)
    .flatMap(([name, part]) => part.write(alert).map((value) => `${name}:${escaped(value)}`))
    .join(';');
}

/** The alert that the text asks for, or what it asks for that can't be, for people. */
export function readLink(text: string): SharedAlert | { readonly problem: string } {
  if (text.length > MAX_LINK_LENGTH) return { problem: 'The link is too long to be one of an alert.' };
  const counts = new Map<string, number>();
  let alert: SharedAlert = { coins: [], fires: 'each', fields: {} };
  for (const each of text.split(';').filter((part) => part !== '')) {
    const [, name = each, value = ''] = /^([^:]*):(.*)$/s.exec(each) ?? [];
    const part = Object.hasOwn(LINK_PARTS, name) ? LINK_PARTS[name] : undefined;
    if (!part) return { problem: `The link asks for “${name}”, which no alert has.` };
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count > (part.most ?? 1)) return { problem: `The link says “${name}” too often.` };
    const next = part.read(unescaped(value), alert);
    if (!next) {
      const why = part.explain?.(unescaped(value));
      const remedy = why ? `But ${why}.` : `After “${name}:” there must be ${part.demand}.`;
      return { problem: `The link says “${each}”. ${remedy}` };
    }
    alert = next;
  }
  return alert;
}

type SharedCondition = NonNullable<RuleFields['all']>[number];

function writeCondition({ metric, op, level, from, to }: SharedCondition): string {
  return [metric, op, ...(level == null ? [from, to] : [level])].join();
}

const LEVEL = /^[+-]?\d{1,40}(?:\.\d{1,40})?%?$/;

function readCondition(text: string): SharedCondition | null {
  const [name, operator, ...levels] = text.split(',');
  const metric = METRICS.find((each) => each === name);
  const op = OPERATORS.find((each) => each === operator);
  // a level that is missing is for the person to fill in
  if (!metric || !op || !levels.every((level) => level === '' || LEVEL.test(level))) return null;
  const [level = '', to = '', ...more] = levels;
  if (takesRange(op)) return more.length === 0 ? { metric, op, from: level, to } : null;
  return levels.length <= 1 ? { metric, op, level } : null;
}

function escaped(text: string): string {
  return text.replace(/[~;]/g, (sign) => ESCAPES[sign] ?? sign);
}

function unescaped(text: string): string {
  return text.replace(/~([~s])/g, (_, sign) => (sign === 's' ? ';' : '~'));
}
