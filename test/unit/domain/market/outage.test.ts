import { expect, test } from 'vitest';
import { COIN_STATES, type CoinState } from '../../../../domain/market/coin.ts';
import { causeOf, nextWatchfulness, visibilityOf, type Watchfulness } from '../../../../domain/market/outage.ts';

const AFTER = 300;

/** Looks in turn, `instant state`; answers the news with their instants. */
function follow(...looks: string[]): string[] {
  let known: Watchfulness = { unseenSince: null, isTold: false };
  const told: string[] = [];
  for (const look of looks) {
    const [at = '', state = ''] = look.split(' ');
    const { next, news } = nextWatchfulness(known, { state: stateNamed(state), now: Number(at), afterMs: AFTER });
    if (news) told.push(`${at} ${news} since ${known.unseenSince}`);
    known = next;
  }
  return told;
}

function stateNamed(name: string): CoinState {
  const state = COIN_STATES.find((candidate) => candidate === name);
  if (!state) throw new Error(`no state ${name}`);
  return state;
}

test.each([
  ['a short dark is nobody’s news', ['0 live', '10 dark', '309 dark', '309 live', '800 live'], []],
  [
    'a long one is told once, and once that it is over',
    ['0 live', '10 dark', '310 dark', '400 dark', '900 catching-up', '950 live', '960 live'],
    ['310 begun since 10', '950 ended since 10'],
  ],
  [
    'a second outage is told again',
    ['0 dark', '300 dark', '301 live', '400 dark', '701 dark', '702 live'],
    ['300 begun since 0', '301 ended since 0', '701 begun since 400', '702 ended since 400'],
  ],
  [
    'dark, catching up and dark again is one outage',
    ['0 dark', '200 catching-up', '250 dark', '300 catching-up', '310 live'],
    ['300 begun since 0', '310 ended since 0'],
  ],
  [
    'an outage that nobody was awake for is told with its end',
    ['0 dark', '5000 live'],
    ['5000 begun-and-ended since 0'],
  ],
  [
    'a halt is told once, and once that it is over',
    ['0 live', '10 halted', '310 halted', '900 halted', '910 catching-up', '950 live'],
    ['310 begun since 10', '950 ended since 10'],
  ],
  ['a short halt is nobody’s news', ['0 live', '10 halted', '200 halted', '210 catching-up', '220 live'], []],
  [
    'dark and then halted is one outage, from when it was seen last',
    ['0 dark', '200 halted', '300 halted', '900 halted', '950 live'],
    ['300 begun since 0', '950 ended since 0'],
  ],
  [
    'halted and then delisted is told once',
    ['0 halted', '300 halted', '700 delisted', '2000 delisted'],
    ['300 begun since 0'],
  ],
  [
    'an outage that was told goes on over a halt',
    ['0 dark', '300 dark', '400 halted', '500 dark', '900 live'],
    ['300 begun since 0', '900 ended since 0'],
  ],
  ['a coin that is asked for and never seen is one', ['0 requested', '300 requested'], ['300 begun since 0']],
  ['a coin that the exchange refuses is one', ['0 rejected', '900 rejected'], ['900 begun since 0']],
])('%s', (_, looks, news) => {
  expect(follow(...looks)).toEqual(news);
});

test('every state but live has a cause for which the coin is not seen', () => {
  expect(Object.groupBy(COIN_STATES, (state) => causeOf(state) ?? 'seen')).toEqual({
    seen: ['live'],
    unseen: ['requested', 'catching-up', 'dark'],
    halted: ['halted'],
    delisted: ['delisted'],
    rejected: ['rejected'],
  });
});

test('every state is seen, unseen, or nothing to see', () => {
  const bySight = Object.groupBy(COIN_STATES, visibilityOf);
  expect(bySight).toEqual({
    seen: ['live'],
    unseen: ['requested', 'catching-up', 'dark'],
    'nothing-to-see': ['halted', 'delisted', 'rejected'],
  });
});
