import { batch, type Signal, signal } from '@preact/signals';
import type { CoinView } from '../../contract/coin-view.ts';
import type { LiveCoin, PricesFrame } from '../../contract/live-frames.ts';
import { callApi } from '../api/call-api.ts';
import { toOwnClock } from '../api/server-clock.ts';
import { idle, track } from './load-state.ts';

/** A coin as the page knows it. */
export interface Coin extends Omit<CoinView, 'unwatched'> {
  /** what is shown was so at this instant of the exchange's clock, ISO 8601 UTC; null: nothing is known */
  readonly at: string | null;
  /** when its state began, ISO 8601 UTC; null: before anything that the page has seen */
  readonly stateSince: string | null;
  /** when its newest trade took place, ISO 8601 UTC; from the socket alone */
  readonly tradeAt: LiveCoin['tradeAt'];
  /** when its price was seen last, ms on this browser's clock; null: never */
  readonly seenAt: number | null;
  /** the minute before the open one, for some seconds after its end; from the socket alone */
  readonly closed: LiveCoin['closed'];
  /** newest first; empty until the list of coins is read */
  readonly unwatched: CoinView['unwatched'];
}

const READY = { state: 'ready', problem: null } as const;
const CLOCK_TOLERANCE_MS = 3_000;

const coins = new Map<string, Signal<Coin>>();

/** The followed coins by name: changes when one comes or goes, never with a price. */
export const symbols = signal<readonly string[]>([]);
export const coinsLoad = idle();

/** A coin that is not followed has none. Read `symbols` too to learn when it comes. */
export function coinOf(symbol: string): Signal<Coin> | undefined {
  return coins.get(symbol);
}

export const loadCoins = (): Promise<void> => track(coinsLoad, readCoins);

/** @throws ApiError */
export async function readCoins(): Promise<void> {
  const { items } = await callApi('GET /api/coins');
  batch(() => {
    for (const view of items) putView(view);
    const listed = new Set(items.map(({ symbol }) => symbol));
    for (const symbol of coins.keys()) if (!listed.has(symbol)) coins.delete(symbol);
    listNames();
    coinsLoad.value = READY;
  });
}

/** A frame may be newer than the list that was asked for before it: the price seen last stays. */
function putView(view: CoinView): void {
  const kept = coins.get(view.symbol);
  const before = kept?.peek();
  const seenAt = view.updatedAt === null ? null : toOwnClock(view.updatedAt);
  const isOlder = before !== undefined && isBefore(view.updatedAt, before.at);
  const { closed, tradeAt } = before ?? { closed: null, tradeAt: null };
  const next: Coin = isOlder
    ? { ...before, ...view, price: before.price, state: before.state, minute: before.minute }
    : { ...view, closed, tradeAt, stateSince: sinceOf(before, view.state, view.updatedAt), at: view.updatedAt, seenAt };
  if (kept) kept.value = next;
  else coins.set(view.symbol, signal(next));
}

function sinceOf(before: Coin | undefined, state: Coin['state'], at: string | null): string | null {
  if (before === undefined) return null;
  return before.state === state ? before.stateSince : at;
}

/** Both of the exchange's clock, ISO 8601 UTC. What nobody knows is before nothing. */
function isBefore(instant: string | null, other: string | null): boolean {
  return instant !== null && other !== null && Date.parse(instant) < Date.parse(other);
}

function listNames(): void {
  const names = [...coins.keys()].sort((a, b) => a.localeCompare(b, 'en'));
  if (names.join() !== symbols.peek().join()) symbols.value = names;
}

/** What the socket says of coins. One batch: a frame of many coins paints once. `arrivedAt`: ms on this browser's clock */
export function applyPrices(frame: PricesFrame, arrivedAt: number): void {
  batch(() => {
    for (const live of frame.coins) applyLive(live, arrivedAt);
  });
}

function applyLive(live: LiveCoin, arrivedAt: number): void {
  const coin = coins.get(live.symbol);
  const before = coin?.peek();
  if (!coin || !before || isBefore(live.at, before.at)) return;
  const at = live.at ?? before.at;
  // clocks are known to some seconds; what is on its way for longer is as old as it says
  const seenAt = live.at === null ? arrivedAt : Math.min(arrivedAt, toOwnClock(live.at) + CLOCK_TOLERANCE_MS);
  const stateSince = sinceOf(before, live.state, at);
  coin.value = { ...before, ...live, price: live.price ?? before.price, at, stateSince, seenAt };
}

/** Asks for a coin; it is in the list at once, and goes live in place. @throws ApiError */
export async function followCoin(symbol: string): Promise<void> {
  const view = await callApi('PUT /api/coins/{symbol}', { params: { symbol } });
  putView(view);
  listNames();
}

/** @throws ApiError; then the coin is in the list as before */
export async function unfollowCoin(symbol: string): Promise<void> {
  const before = coins.get(symbol);
  coins.delete(symbol);
  listNames();
  try {
    await callApi('DELETE /api/coins/{symbol}', { params: { symbol } });
  } catch (error) {
    if (before) coins.set(symbol, before);
    listNames();
    throw error;
  }
}
