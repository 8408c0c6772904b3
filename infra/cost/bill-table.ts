import { type PricedLine, total } from './monthly-bill.ts';
import { type Price, priceOf } from './prices.ts';

const COLUMNS = ['a month', 'quantity', 'price, USD', 'list, USD', 'after free, USD', 'on AWS’s bill'];
const MILLION = 1_000_000;

/** The bill as a Markdown table, with its sum. A question mark follows a price that is only believed. */
export function billTable(lines: readonly PricedLine[]): string {
  const rows = lines.map(({ about, price: name, quantity, priceUsd, listUsd, usd }) => {
    const price = priceOf(name);
    const each = `${number(priceUsd)} ${perUnits(price)}${price.believed ? ' ?' : ''}`;
    const amount = `${amountOf(quantity)} ${price.unit}`;
    return [about, amount, each, listUsd.toFixed(2), usd.toFixed(2), `\`${price.usageType}\``];
  });
  const all = total(lines);
  const sum = ['**together**', '', '', `**${all.listUsd.toFixed(2)}**`, `**${all.usd.toFixed(2)}**`, ''];
  const rule = ['---', '---:', '---:', '---:', '---:', '---'];
  return `${[COLUMNS, rule, ...rows, sum].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}

function perUnits({ per }: Price): string {
  if (per === 1) return 'each';
  return per === MILLION ? 'a million' : `per ${number(per)}`;
}

function amountOf(quantity: number): string {
  return quantity >= MILLION ? `${(quantity / MILLION).toFixed(2)} million` : number(quantity);
}

/** Four significant digits, or all of those before the point. */
function number(value: number): string {
  return value.toLocaleString('en-US', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 });
}
