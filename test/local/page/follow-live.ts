import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../end-to-end/person.ts';

const LIVE_WITHIN_MS = 60_000;

/** A decimal string. */
export async function priceOf(person: Person, symbol: string): Promise<string> {
  return String((await person.get(`/coins/${symbol}`)).price);
}

/** Follows the coins, and waits until each is live and has a price. */
export async function followLive(person: Person, symbols: readonly string[]): Promise<void> {
  const end = performance.now() + LIVE_WITHIN_MS;
  for (const symbol of symbols) {
    // the catalogue is read while the stack starts
    while ((await person.call('PUT', `/coins/${symbol}`)).status !== 202) await wait(end, symbol);
  }
  for (const symbol of symbols) {
    while (!(await isLive(person, symbol))) await wait(end, symbol);
  }
}

async function isLive(person: Person, symbol: string): Promise<boolean> {
  const { state, price } = await person.get(`/coins/${symbol}`);
  return state === 'live' && price !== null;
}

async function wait(end: number, symbol: string): Promise<void> {
  if (performance.now() > end) throw new Error(`${symbol} is not live after ${LIVE_WITHIN_MS} ms`);
  await sleep(250);
}
