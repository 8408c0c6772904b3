import type { AlertView } from '../../../../contract/alert-view.ts';
import type { RuleView } from '../../../../contract/rule-view.ts';

/** - `same-distance`: a level on the price becomes as many percent from the other coin's price. - `as-is`: it stays. */
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
    const price = levels === 'as-is' ? null : priceOf(alert.symbol);
    return symbols.filter((symbol) => symbol !== alert.symbol).map((symbol) => copyOn(symbol, alert, price));
  });
}

/** `price`: levels on the price are taken relative to it; null: they stay as they are. */
function copyOn(symbol: string, alert: AlertView, price: string | null): NewAlert {
  const { condition, all, repeat, rearmPercent, holdSeconds, confirm, expiresAt, channels, name, note } = alert;
  return {
    symbol,
    condition: condition && moved(condition, price),
    all: all?.map((it) => moved(it, price)) ?? null,
    ...{ repeat, rearmPercent, holdSeconds, confirm, expiresAt, channels, name, note },
  };
}

type Condition = NonNullable<RuleView['condition']>;

function moved(condition: Condition, price: string | null): object {
  if (condition.metric !== 'price' || price === null) return condition;
  if ('level' in condition) return { ...condition, level: relativeTo(price, condition.level) };
  return { ...condition, from: relativeTo(price, condition.from), to: relativeTo(price, condition.to) };
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
