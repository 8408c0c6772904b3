/** A decimal string, formatted without passing through a float. */
type Decimal = Intl.StringNumericLiteral;

const priceFormats = new Map<number, Intl.NumberFormat>();
const percentFormats = new Map<number, Intl.NumberFormat>();
const MAX_PLACES = 20;

/** What stands where nothing is known. */
export const UNKNOWN = '–';

/** How many places a price of this coin has; `tickSize` null: as many as the price has itself. */
export function placesOf(tickSize: string | null): number | null {
  if (tickSize === null) return null;
  const point = tickSize.indexOf('.');
  return point === -1 ? 0 : Math.min(tickSize.length - point - 1, MAX_PLACES);
}

/** `65,000.50`: with the places of the coin's tick size, never fewer than the price has. */
export function formatPrice(price: string, tickSize: string | null): string {
  const places = placesOf(tickSize) ?? 0;
  let format = priceFormats.get(places);
  if (!format) {
    format = new Intl.NumberFormat(undefined, { minimumFractionDigits: places, maximumFractionDigits: MAX_PLACES });
    priceFormats.set(places, format);
  }
  return format.format(price as Decimal);
}

/** `+1.25%`, `−0.40%`: the sign always, a true minus. `percent`: in percent */
export function formatChange(percent: number | string, places = 2): string {
  let format = percentFormats.get(places);
  if (!format) {
    const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
    format = new Intl.NumberFormat(undefined, { ...digits, signDisplay: 'exceptZero' });
    percentFormats.set(places, format);
  }
  return `${format.format(percent as Decimal).replace('-', '−')}%`;
}

/** `+1.56%`; of a percentage `+1.56 points`. `by`: in percent, or in points */
export function formatDistance(by: number, unit: 'percent' | 'points'): string {
  const change = formatChange(by);
  return unit === 'points' ? change.replace('%', ' points') : change;
}

const plainFormat = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `57.3%`, without a sign of its own. */
export function formatPercent(percent: number): string {
  return formatValue(percent, '%');
}

/** `57.3`, `2.4×`. `sign`: of the unit, or '' */
export function formatValue(value: number, sign: string): string {
  return `${plainFormat.format(value).replace('-', '−')}${sign}`;
}

const shortFormat = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });

/** `1.25M`: for volumes. */
export function formatShort(amount: number | string): string {
  return shortFormat.format(amount as Decimal);
}
