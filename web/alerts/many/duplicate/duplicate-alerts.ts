import type { AlertView } from '../../../../contract/alert-view.ts';
import type { RuleView } from '../../../../contract/rule-view.ts';
import { metricNamed } from '../../../../domain/metrics/metric.ts';
import { levelFrom, tickSizeOf } from '../../../../domain/rules/relative-level.ts';
import { isPrinted } from '../../../../text/format/format-metric.ts';

/** - `same-distance`: a level that is a price becomes as many percent from the other coin's price. - `as-is`: it stays. */
export type LevelChoice = 'same-distance' | 'as-is';

/** An item of a bulk request that makes alerts. */
export type NewAlert = Readonly<Record<string, unknown>> & { readonly symbol: string };

export interface Duplicated {
  readonly alerts: readonly AlertView[];
  readonly symbols: readonly string[];
  readonly levels: LevelChoice;
  /** of a coin now; null while it is not known */
  readonly priceOf: (symbol: string) => string | null;
}

/** Each alert on each of the coins but its own: the same rule, channels, name and note. Ids and fires stay with the first. */
export function duplicateAlerts({ alerts, symbols, levels, priceOf }: Duplicated): NewAlert[] {
  return alerts.flatMap((alert) => {
    const here = levels === 'as-is' ? null : priceOf(alert.symbol);
    const others = symbols.filter((symbol) => symbol !== alert.symbol);
    return others.map((symbol) => copyOn(symbol, alert, here === null ? null : { here, there: priceOf(symbol) }));
  });
}

/** The price of the coin that is copied from, and that of the other one; null while it is not known. */
interface Prices {
  readonly here: string;
  readonly there: string | null;
}

/** `prices`: levels that are prices are taken relative to them; null: they stay as they are. */
function copyOn(symbol: string, alert: AlertView, prices: Prices | null): NewAlert {
  const { condition, all, repeat, rearmPercent, holdSeconds, confirm, expiresAt, channels, name, note } = alert;
  return {
    symbol,
    condition: condition && moved(condition, prices),
    all: all?.map((it) => moved(it, prices)) ?? null,
    ...{ repeat, rearmPercent, holdSeconds, confirm, expiresAt, channels, name, note },
  };
}

type Condition = NonNullable<RuleView['condition']>;

function moved(condition: Condition, prices: Prices | null): object {
  if (prices === null || !isPrinted(condition.metric)) return condition;
  const level = (text: string) => levelThere(condition.metric, text, prices);
  if ('level' in condition) return { ...condition, level: level(condition.level) };
  return { ...condition, from: level(condition.from), to: level(condition.to) };
}

/** The API resolves what is relative to the price; of a high or a low it takes a level alone. */
function levelThere(metric: Condition['metric'], level: string, { here, there }: Prices): string {
  const relative = relativeTo(here, level);
  if (metricNamed(metric).moves === 'with-price') return relative;
  return there === null ? level : levelFrom({ price: there, tickSize: tickSizeOf(there) }, relative);
}

const PLACES = 2;

/** `+1.56%`: the API makes it a level of the coin's tick size. */
export function relativeTo(price: string, level: string): string {
  const percent = (Number(level) / Number(price) - 1) * 100;
  // a level that is at the price keeps its side
  const least = percent < 0 ? -(10 ** -PLACES) : 10 ** -PLACES;
  const shown = (Math.abs(percent) < 10 ** -PLACES ? least : percent).toFixed(PLACES);
  return `${shown.startsWith('-') ? '' : '+'}${shown}%`;
}
