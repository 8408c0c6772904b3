import type { Tick } from '../../domain/market/tick.ts';
import { makeAlerts } from '../made-alerts.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { BenchContext } from '../part.ts';
import { countRow, type Section, timingRow } from '../report.ts';
import { SortedIndex, SortedIndexes } from '../sorted-index.ts';
import { priceRange, repeatTrades } from '../tape.ts';
import { Evaluation } from './evaluation.ts';
import { quietTicks, roundsOf, SYMBOL } from './flat-cost.ts';

const COINS = 500;
const TICKS_PER_COIN = 20;
const PASSES_OF_ONE = 10;

/** One environment that judges 500 coins in turn: does it keep the index page of each? */
export async function measureManyCoins(context: BenchContext): Promise<Section[]> {
  const { tape, quick, progress } = context;
  const totals = quick ? [1_000, 20_000] : [1_000, 1_000_000];
  const ticks = quietTicks(tape.trades, 'price').slice(0, TICKS_PER_COIN);
  const rounds = { ...roundsOf(context), warmUps: 1, rounds: quick ? 2 : 3 };
  // as many ticks as the many coins have together, so that the first ticks of a run weigh the same
  const long = quietTicks(repeatTrades(tape.trades, PASSES_OF_ONE), 'price');
  const alertIndex = indexesOf(1, 1_000, long);
  const one = new Evaluation({ name: '1 coin, 1,000 alerts', alertIndex, ticks: long, per: 'trade' });
  const many = totals.map((total) => {
    progress(`sorting ${COINS} indexes of ${total / COINS} alerts`);
    return new Evaluation({
      name: `${COINS} coins, ${total.toLocaleString('en')} alerts`,
      alertIndex: indexesOf(COINS, total / COINS, ticks),
      ticks: inTurn(ticks),
      per: 'trade',
    });
  });
  progress('measuring');
  const timings = await measureRounds([one, ...many], rounds);
  const [base] = timings;
  return [
    {
      title: `evaluate-ticks, nothing fires, ${COINS} coins in turn in one environment`,
      notes: ['alerts on the price; the clock starts after the first tick of each coin, which reads its index'],
      rows: [
        ...timings.map((timing, index) => timingRow(timing, { per: 'trade', ...(index > 0 && base && { base }) })),
        ...many.map(({ name, calls }) => countRow(`database calls, ${name}`, calls, 0)),
      ],
    },
  ];
}

function symbolOf(coin: number): string {
  return coin === 0 ? SYMBOL : `COIN${coin}USDT`;
}

function indexesOf(coins: number, alertsPerCoin: number, ticks: readonly Tick[]): SortedIndexes {
  const prices = ticks.flatMap(({ trades }) => trades.price.map((price) => ({ id: 0, time: 0, price, quantity: '1' })));
  const range = priceRange(prices);
  const indexes = Array.from({ length: coins }, (_, coin): [string, SortedIndex] => {
    const symbol = symbolOf(coin);
    return [symbol, new SortedIndex(makeAlerts({ symbol, count: alertsPerCoin, range, kind: 'price' }))];
  });
  return new SortedIndexes(new Map(indexes));
}

function inTurn(ticks: readonly Tick[]): Tick[] {
  return ticks.flatMap((tick) => Array.from({ length: COINS }, (_, coin) => ({ ...tick, symbol: symbolOf(coin) })));
}
