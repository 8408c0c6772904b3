import { expect, vi } from 'vitest';
import type { Tick } from '../../../domain/market/tick.ts';
import type { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import type { Person } from './person.ts';

const BTC = buildTape(['100.5', '101', '100', '100.2', '105', '99.8', '100', '90', '100', '100']);
const ETH = buildTape(['10', '10.5', '10.2', '10.1', '10.3', '10.9', '10.2', '10.1', '10.2', '10.3'], {
  firstId: 9_000,
});
const LAST_BTC = 509;
const LAST_ETH = 9_009;
/** The market that the main job is done on. */
export const TAPES = { BTCUSDT: BTC, ETHUSDT: ETH };

/** A stack that watches `market`, wherever it runs: known by its public API and its stream of ticks. */
export interface Place {
  readonly market: TapeMarket;
  readonly ada: Person;
  readonly bob: Person;
  /** every tick of the stream, oldest first */
  ticks(): Promise<readonly Tick[]>;
  /** for each thing that is waited for */
  readonly withinMs: number;
}

/** The ids of the alerts that rang: three of Ada's and Bob's only one. */
export interface Rung {
  readonly wick: string;
  readonly fall: string;
  readonly holds: string;
  readonly edge: string;
}

/** Follows two coins, rings alerts and plays the tapes: the trades that meet an alert fire it, once, and no others do. */
export async function doTheMainJob({ market, ada, bob, ticks, withinMs }: Place): Promise<Rung> {
  const within = { timeout: withinMs, interval: 50 };
  const coin = (symbol: string) => ada.get(`/coins/${symbol}`);

  expect((await ada.call('PUT', '/coins/BTCUSDT')).status).toBe(202);
  await vi.waitFor(async () => expect(await coin('BTCUSDT')).toMatchObject({ state: 'live' }), within);
  market.step(6); // three of each coin; ETHUSDT is not followed yet
  await vi.waitFor(async () => expect(await coin('BTCUSDT')).toMatchObject({ price: '100', lastTradeId: 502 }), within);

  const wick = await ada.addAlert('BTCUSDT', 'crosses-above', '104.5', { note: 'the wick' });
  const fall = await ada.addAlert('BTCUSDT', 'crosses-below', '95');
  const holds = await ada.addAlert('BTCUSDT', 'above', '50');
  const never = [
    await ada.addAlert('BTCUSDT', 'above', '105.1'),
    await ada.addAlert('BTCUSDT', 'below', '89.99'),
    await ada.addAlert('BTCUSDT', 'crosses', '2000'),
  ];
  const edge = await bob.addAlert('BTCUSDT', 'crosses-above', '105');

  // a quiet minute: they arm on the last trade
  market.advance(60_000);
  await vi.waitFor(async () => {
    for (const id of [wick, fall, ...never]) expect(await ada.get(`/alerts/${id}`)).toMatchObject({ status: 'active' });
    expect(await bob.get(`/alerts/${edge}`)).toMatchObject({ status: 'active', watchedFrom: { tradeId: 502 } });
  }, within);

  // a second coin comes while the first goes on
  market.step(4);
  expect((await bob.call('PUT', '/coins/ETHUSDT')).status).toBe(202);
  market.step(4);
  await vi.waitFor(async () => expect(await coin('ETHUSDT')).toMatchObject({ state: 'live' }), within);
  market.step(6);
  await vi.waitFor(async () => expect(await coin('BTCUSDT')).toMatchObject({ lastTradeId: LAST_BTC }), within);
  await vi.waitFor(async () => expect(await coin('ETHUSDT')).toMatchObject({ lastTradeId: LAST_ETH }), within);
  expect((await coin('BTCUSDT')).unwatched).toEqual([]);
  const published = (await ticks()).filter(({ symbol }) => symbol === 'BTCUSDT');
  expect(published.flatMap(({ trades }) => trades.id)).toEqual(BTC.map(({ id }) => id)); // no gap, nothing twice

  await vi.waitFor(async () => {
    expect(await firedBy(ada, wick)).toEqual([504]);
    expect(await firedBy(ada, fall)).toEqual([507]);
    expect(await firedBy(ada, holds)).toEqual([502]); // nothing was traded for an hour: it arms on the last trade
    expect(await firedBy(bob, edge)).toEqual([504]);
  }, within);
  for (const id of never) expect(await ada.get(`/alerts/${id}`)).toMatchObject({ status: 'active', lastTrigger: null });
  return { wick, fall, holds, edge };
}

async function firedBy(person: Person, id: string): Promise<number[]> {
  const { items } = await person.get(`/alerts/${encodeURIComponent(id)}/triggers`);
  return items.map(({ trade }) => trade.id);
}
