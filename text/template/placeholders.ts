import type { TriggerView } from '../../contract/trigger-view.ts';
import { groupThousands } from '../../domain/market/decimal.ts';
import { fireRule, fireSentence, fireValue } from '../format/format-fire-view.ts';
import { formatExactly } from '../format/format-metric.ts';
import { formatUtc } from '../format/wall-clock.ts';

/** What the values of a message are made of. */
export interface TemplateFacts {
  /** without its deliveries: whoever gets the message is one of them */
  readonly fire: Omit<TriggerView, 'deliveries'>;
  /** address of the page that proves it */
  readonly link: string;
}

/** What a person can have written into their own words. */
interface Placeholder {
  readonly name: string;
  /** for the page and the documentation: begins in lower case, without a full stop */
  readonly meaning: string;
  readonly example: string;
  /** plain text; '' where there is none */
  readonly value: (facts: TemplateFacts) => string;
}

/** Every placeholder, in the order in which they are shown: first what most messages need. */
export const PLACEHOLDERS = [
  {
    name: 'symbol',
    meaning: 'the coin',
    example: 'BTCUSDT',
    value: ({ fire }) => fire.symbol,
  },
  {
    name: 'sentence',
    meaning: 'what happened; of a notice, what it says',
    example: 'BTCUSDT crossed above 65,000',
    value: ({ fire }) => fireSentence(fire),
  },
  {
    name: 'price',
    meaning: 'the price of the trade',
    example: '65,001.2',
    value: ({ fire }) => groupThousands(fire.trade.price),
  },
  {
    name: 'value',
    meaning: 'the value that fired, with its unit: of an alert on the price, the price',
    example: '65,001.2',
    value: ({ fire }) => fireValue(fire),
  },
  {
    name: 'level',
    meaning: 'the level that was met, with its unit',
    example: '65,000',
    value: ({ fire }) => formatExactly(fire.metric, fire.level, fire),
  },
  {
    name: 'rule',
    meaning: 'the whole rule, with its options',
    example: 'price crosses above 65,000',
    value: ({ fire }) => fireRule(fire),
  },
  {
    name: 'time',
    meaning: 'when it happened, in UTC',
    example: '2026-11-22 09:00:00.120 UTC',
    value: ({ fire }) => formatUtc(Date.parse(fire.firedAt)),
  },
  {
    name: 'link',
    meaning: 'the page with its proof',
    example: 'https://alerts.example.com/fired/1',
    value: ({ link }) => link,
  },
  {
    name: 'name',
    meaning: 'what you call the alert; nothing if it has no name',
    example: 'Breakout',
    value: ({ fire }) => fire.name ?? '',
  },
  {
    name: 'note',
    meaning: 'the note of the alert; nothing if it has none',
    example: 'sell a third',
    value: ({ fire }) => fire.note ?? '',
  },
  {
    name: 'count',
    meaning: 'how often the alert has fired, this time included',
    example: '1',
    value: ({ fire }) => `${fire.sequence}`,
  },
  {
    name: 'metric',
    meaning: 'what was measured, by its name in the API',
    example: 'price',
    value: ({ fire }) => fire.metric,
  },
  {
    name: 'quote',
    meaning: 'the asset that prices are in',
    example: 'USDT',
    value: ({ fire }) => fire.quote ?? '',
  },
  {
    name: 'plainPrice',
    meaning: 'the price as a plain number, for programs',
    example: '65001.20',
    value: ({ fire }) => fire.trade.price,
  },
  {
    name: 'plainValue',
    meaning: 'the value as a plain number',
    example: '65001.20',
    value: ({ fire }) => fire.value,
  },
  {
    name: 'plainLevel',
    meaning: 'the level as a plain number',
    example: '65000',
    value: ({ fire }) => fire.level,
  },
  {
    name: 'isoTime',
    meaning: 'when it happened, as ISO 8601',
    example: '2026-11-22T09:00:00.120Z',
    value: ({ fire }) => fire.firedAt,
  },
  {
    name: 'alertId',
    meaning: 'the id of the alert',
    example: 'BTCUSDT.0.01JD9Z',
    value: ({ fire }) => fire.alertId,
  },
  {
    name: 'id',
    meaning: 'the id of this fire: the same in each attempt to send it',
    example: 'BTCUSDT.0.01JD9Z@1',
    value: ({ fire }) => fire.id,
  },
] as const satisfies readonly Placeholder[];

export type PlaceholderName = (typeof PLACEHOLDERS)[number]['name'];

/** The value of each. */
export type PlaceholderValues = Readonly<Record<PlaceholderName, string>>;

export function isPlaceholder(name: string): name is PlaceholderName {
  return PLACEHOLDERS.some((it) => it.name === name);
}

export function valuesOf(facts: TemplateFacts): PlaceholderValues {
  return toRecord(({ value }) => value(facts));
}

/**
 * Of a notice, for a JSON of one's own: what it says stands for what happened, and what only a fire has is empty. `data`: of its event.
 */
export function valuesOfNotice(
  data: Readonly<Record<string, unknown>>,
  { title, at }: { readonly title: string; readonly at: number },
  link: string,
): PlaceholderValues {
  const said = toRecord(({ name }) => (typeof data[name] === 'string' ? data[name] : ''));
  return { ...said, sentence: title, time: formatUtc(at), isoTime: new Date(at).toISOString(), link };
}

/** For tests and for a preview before anything has fired. */
export const EXAMPLE_VALUES: PlaceholderValues = toRecord(({ example }) => example);

function toRecord(read: (placeholder: Placeholder) => string): PlaceholderValues {
  // each name of the list once, which fromEntries() forgets
  return Object.fromEntries(PLACEHOLDERS.map((it) => [it.name, read(it)])) as PlaceholderValues;
}
