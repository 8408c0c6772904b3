import type { BillLine } from './bill-line.ts';
import { alertLines } from './lines/alert-lines.ts';
import { callLines } from './lines/call-lines.ts';
import { liveLines } from './lines/live-lines.ts';
import { marketLines } from './lines/market-lines.ts';
import { taskLines } from './lines/task-lines.ts';
import { tickLines } from './lines/tick-lines.ts';
import { watchLines } from './lines/watch-lines.ts';
import { webLines } from './lines/web-lines.ts';
import type { Load } from './load.ts';
import { type PriceRegion, priceOf } from './prices.ts';

const PARTS = [taskLines, tickLines, marketLines, alertLines, callLines, webLines, liveLines, watchLines];

export interface PricedLine extends BillLine {
  /** of `per` units of the price */
  readonly priceUsd: number;
  readonly listUsd: number;
  /** after the monthly free allowance, of which each line gets its share */
  readonly usd: number;
}

/** Every line of the bill. */
export function monthlyBill(load: Load): PricedLine[] {
  return priceLines(
    PARTS.flatMap((part) => part(load)),
    load.region,
  );
}

/** A free allowance belongs to a price, so the lines with that price share it by their quantities. */
export function priceLines(lines: readonly BillLine[], region: PriceRegion): PricedLine[] {
  const totals = new Map<string, number>();
  for (const { price, quantity } of lines) totals.set(price, (totals.get(price) ?? 0) + quantity);
  return lines.map((line) => {
    const { usd, per, free = 0 } = priceOf(line.price);
    const all = totals.get(line.price) ?? 0;
    const paidShare = all > free ? (all - free) / all : 0;
    const listUsd = (line.quantity * usd[region]) / per;
    return { ...line, priceUsd: usd[region], listUsd, usd: listUsd * paidShare };
  });
}

export function total(lines: readonly PricedLine[]): { readonly listUsd: number; readonly usd: number } {
  const sum = (amountOf: (line: PricedLine) => number) => lines.reduce((soFar, line) => soFar + amountOf(line), 0);
  return { listUsd: sum(({ listUsd }) => listUsd), usd: sum(({ usd }) => usd) };
}
