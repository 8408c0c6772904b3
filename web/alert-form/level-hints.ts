import { type Metric, metricNamed } from '../../domain/metrics/metric.ts';
import { levelFrom } from '../../domain/rules/relative-level.ts';
import { formatChange } from '../format/format-number.ts';
import type { NumberText } from '../format/number-text.ts';
import { type AlertDraft, type ConditionDraft, type LevelField, withCondition } from './draft/alert-draft.ts';
import { levelFields } from './draft/choose-condition.ts';
import { readLevel, writeLevel } from './draft/level-text.ts';

/** What a line under the sentence says of a level, and the other level that it offers. */
export interface LevelHint {
  readonly text: string;
  readonly offer: { readonly label: string; readonly draft: AlertDraft } | null;
}

/** What is known of the coin; null where it is not. */
export interface HintCoin {
  readonly symbol: string;
  readonly price: string | null;
  readonly tickSize: string | null;
}

/** What is worth saying of the levels as they are typed: what a relative one means now, and what may not be what was meant. */
export function levelHints(draft: AlertDraft, coin: HintCoin | null, numbers: NumberText): LevelHint[] {
  return draft.conditions.flatMap((condition, index) =>
    levelFields(condition).flatMap((field) => {
      const offer = (value: string, label: string) => ({
        label,
        draft: withCondition(draft, index, { [field]: writeLevel(value, numbers) }),
      });
      return hintOf(condition, field, { coin, numbers, offer }) ?? [];
    }),
  );
}

interface Hinting {
  readonly coin: HintCoin | null;
  readonly numbers: NumberText;
  readonly offer: (value: string, label: string) => NonNullable<LevelHint['offer']>;
}

function hintOf(condition: ConditionDraft, field: LevelField, hinting: Hinting): LevelHint | null {
  const { metric } = condition;
  const { coin, numbers, offer } = hinting;
  const reading = readLevel(condition[field], metric, numbers);
  if (reading.kind === 'empty') return null;
  if (reading.kind === 'unreadable') {
    const { meant } = reading;
    return meant === null ? null : { text: '', offer: offer(meant, `Use ${writeLevel(meant, numbers)}`) };
  }
  if (reading.kind === 'relative') return relativeHint(reading.value, hinting);
  const { value, also } = reading;
  if (also !== null && isFar(value, also, coin, metric)) {
    const shown = writeLevel(value, numbers);
    return { text: `Read as ${shown}.`, offer: offer(also, `Use ${writeLevel(also, numbers)} instead`) };
  }
  return metricNamed(metric).moves === 'with-price' && coin ? priceHint(value, coin, hinting) : null;
}

/** `+5% is 68,250 now` */
function relativeHint(relative: string, { coin, numbers }: Hinting): LevelHint | null {
  if (coin?.price == null || coin.tickSize === null) return null;
  const level = levelFrom({ price: coin.price, tickSize: coin.tickSize }, relative);
  return { text: `${writeLevel(relative, numbers)} is ${writeLevel(level, numbers)} now.`, offer: null };
}

/** Where the level is from the price; and the nearest price that the coin can have, where the level is none. */
function priceHint(
  level: string,
  { symbol, price, tickSize }: HintCoin,
  { numbers, offer }: Hinting,
): LevelHint | null {
  const nearest = tickSize === null ? level : levelFrom({ price: level, tickSize }, '+0');
  if (tickSize !== null && nearest !== level && Number(nearest) > 0) {
    const text = `${symbol} trades in steps of ${numbers.format(tickSize)}.`;
    return { text, offer: offer(nearest, `Use ${numbers.format(nearest)}`) };
  }
  if (price === null || !(Number(price) > 0)) return null;
  const percent = (100 * (Number(level) - Number(price))) / Number(price);
  if (percent === 0) return { text: 'The price is there now.', offer: null };
  return {
    text: `${formatChange(percent).replace(/^[+−-]/, '')} ${percent > 0 ? 'above' : 'below'} the price now.`,
    offer: null,
  };
}

/** Whether the other reading is nearer to the price: then a person may have meant that one. Without a price it is always said. */
function isFar(value: string, also: string, coin: HintCoin | null, metric: Metric): boolean {
  if (metricNamed(metric).moves !== 'with-price' || coin?.price == null) return true;
  const distance = (text: string) => Math.abs(Math.log(Number(text) / Number(coin.price)));
  return distance(also) < distance(value);
}
