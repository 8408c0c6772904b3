import { expect, test } from 'vitest';
import { COIN_STATES, type CoinState } from '../../../../domain/market/coin.ts';
import { causeOf, type OutageTracking, trackOutage, visibilityOf } from '../../../../domain/market/outage.ts';

const AFTER = 300;

/** Observations in turn, `instant state`; answers the changes with their instants. */
function follow(...observations: string[]): string[] {
  let known: OutageTracking = { unseenSince: null, isReported: false };
  const reported: string[] = [];
  for (const observation of observations) {
    const [at = '', state = ''] = observation.split(' ');
    const { next, change } = trackOutage(known, { state: stateNamed(state), now: Number(at), afterMs: AFTER });
    if (change) reported.push(`${at} ${change} since ${known.unseenSince}`);
    known = next;
  }
  return reported;
}

function stateNamed(name: string): CoinState {
  const state = COIN_STATES.find((candidate) => candidate === name);
  if (!state) throw new Error(`no state ${name}`);
  return state;
}

test.each([
  ['a short dark time is not reported', ['0 live', '10 dark', '309 dark', '309 live', '800 live'], []],
  [
    'a long one is reported once, and its end once',
    ['0 live', '10 dark', '310 dark', '400 dark', '900 catching-up', '950 live', '960 live'],
    ['310 begun since 10', '950 ended since 10'],
  ],
  [
    'a second outage is reported again',
    ['0 dark', '300 dark', '301 live', '400 dark', '701 dark', '702 live'],
    ['300 begun since 0', '301 ended since 0', '701 begun since 400', '702 ended since 400'],
  ],
  [
    'dark, catching up and dark again is one outage',
    ['0 dark', '200 catching-up', '250 dark', '300 catching-up', '310 live'],
    ['300 begun since 0', '310 ended since 0'],
  ],
  [
    'an outage during which no task ran is reported with its end',
    ['0 dark', '5000 live'],
    ['5000 begun-and-ended since 0'],
  ],
  [
    'a halt is reported once, and its end once',
    ['0 live', '10 halted', '310 halted', '900 halted', '910 catching-up', '950 live'],
    ['310 begun since 10', '950 ended since 10'],
  ],
  ['a short halt is not reported', ['0 live', '10 halted', '200 halted', '210 catching-up', '220 live'], []],
  [
    'dark and then halted is one outage, from when the coin was last seen',
    ['0 dark', '200 halted', '300 halted', '900 halted', '950 live'],
    ['300 begun since 0', '950 ended since 0'],
  ],
  [
    'halted and then delisted is reported once',
    ['0 halted', '300 halted', '700 delisted', '2000 delisted'],
    ['300 begun since 0'],
  ],
  [
    'an outage that was reported continues over a halt',
    ['0 dark', '300 dark', '400 halted', '500 dark', '900 live'],
    ['300 begun since 0', '900 ended since 0'],
  ],
  ['a coin that is requested and never seen has an outage', ['0 requested', '300 requested'], ['300 begun since 0']],
  ['a coin that the exchange refuses has an outage', ['0 rejected', '900 rejected'], ['900 begun since 0']],
])('%s', (_, observations, changes) => {
  expect(follow(...observations)).toEqual(changes);
});

test('every state except live has a cause why the coin is not seen', () => {
  expect(Object.groupBy(COIN_STATES, (state) => causeOf(state) ?? 'seen')).toEqual({
    seen: ['live'],
    unseen: ['requested', 'catching-up', 'dark'],
    halted: ['halted'],
    delisted: ['delisted'],
    rejected: ['rejected'],
  });
});

test('every state is seen, unseen, or nothing to see', () => {
  const byVisibility = Object.groupBy(COIN_STATES, visibilityOf);
  expect(byVisibility).toEqual({
    seen: ['live'],
    unseen: ['requested', 'catching-up', 'dark'],
    'nothing-to-see': ['halted', 'delisted', 'rejected'],
  });
});
