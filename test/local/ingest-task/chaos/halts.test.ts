import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PausedBecause } from '../../../../domain/alerts/alert.ts';
import { pauseBecause } from '../../../../domain/alerts/another-coin.ts';
import type { Outage } from '../../../../domain/market/outage.ts';
import { isNotice, type Message } from '../../../../domain/messages/message.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { type NotifyOutagesDeps, notifyOutages } from '../../../../functions/notify-outages/notify-outages.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';
import type { PlannedMarket } from './chaos-world.ts';
import { ChaosWorld } from './chaos-world.ts';
import { ONCE } from './draw-market.ts';

// minutes of virtual time in small steps, on a machine that may be busy
vi.setConfig({ testTimeout: 120_000 });

const COIN = 'LUNAUSDT';
const OTHER = 'BTCUSDT';
/** The catalogue is fetched every ten minutes, and every minute while a coin can't be watched; people are notified after five. */
const UNTIL_SEEN_S = 620;
const UNTIL_SEEN_AGAIN_S = 75;
const UNTIL_NOTIFIED_S = 310;

const RULES: readonly Rule[] = [
  { ...ONCE, condition: { metric: 'price', op: 'crosses-above', level: '0.0001' } },
  { ...ONCE, condition: { metric: 'price', op: 'above', level: '0.0001' } },
  { ...ONCE, condition: { metric: 'price', op: 'crosses-above', level: '0.00006' } },
  { ...ONCE, condition: { metric: 'price', op: 'crosses-below', level: '0.00001' } },
];

let halt: Halt | null = null;
afterEach(async () => {
  await halt?.world.close();
  halt = null;
});

test('a name that comes back as another coin fires nothing: its alerts are paused first, and the trades are published', async () => {
  halt = await Halt.begin();
  const { world, book } = halt;
  world.trade(COIN, { price: '0.00005000' });
  await world.pass(3);
  await halt.halts('BREAK');
  await halt.comesBack(['9.00000000', '9.10000000', '8.90000000']);
  await world.until(() => halt?.paused !== null, 30);
  const { lastJudged } = halt;
  await world.until(() => world.hasPublishedAll, 30);
  world.trade(COIN, { price: '0.00000900' });
  await world.pass(3);
  await halt.judgeAll();
  expect(halt.paused).toMatchObject({ before: { price: '0.00005' }, first: { price: '9' } });
  expect(book.fires).toEqual([]);
  expect(halt.statuses()).toEqual(RULES.map(() => 'paused'));
  expect(lastJudged).toBeLessThan(halt.firstIdAfter);
  expect(halt.publishedIds()).toEqual(world.market.truth(COIN).map(({ id }) => id));
  expect(world.tables.unwatched).toEqual([]);
});

test('an ordinary halt loses no crossing, and pauses nothing', async () => {
  halt = await Halt.begin();
  const { world, book } = halt;
  world.trade(COIN, { price: '0.00005000' });
  await world.pass(3);
  await halt.halts('BREAK');
  await halt.comesBack(['0.00007000', '0.00005500']);
  await world.until(() => world.hasPublishedAll, 30);
  await halt.judgeAll();
  expect(halt.paused).toBeNull();
  expect(book.fires.map(({ trade, previousTrade }) => [trade.price, previousTrade?.price])).toEqual([
    ['0.00007', '0.00005'],
  ]);
});

describe.each([
  ['halted', 'BREAK'],
  ['delisted', null],
] as const)('a coin that is %s', (cause, status) => {
  test('each owner of an armed alert is notified once, over a restart too, and once when it is back', async () => {
    halt = await Halt.begin();
    const { world } = halt;
    await halt.halts(status);
    await world.pass(UNTIL_NOTIFIED_S);
    expect(halt.notices).toEqual([`ada: coin-halted ${cause}`]);
    const [task] = world.alive();
    if (task) await world.finish(task.stop());
    const next = await world.startTaskForSure();
    await world.finish(next.ready);
    await world.pass(UNTIL_NOTIFIED_S);
    await halt.comesBack(['0.00005000']);
    await world.until(() => world.hasPublishedAll, 30);
    await world.pass(5);
    expect(halt.notices).toEqual([`ada: coin-halted ${cause}`, `ada: coin-back ${cause}`]);
  });
});

/** One coin's halt, from the exchange to its alerts and their owner, with another coin that trades on. */
class Halt {
  readonly world: ChaosWorld;
  readonly book = new MemoryAlertIndex();
  /** in words: `ada: coin-halted halted` */
  readonly notices: string[] = [];
  paused: PausedBecause | null = null;
  /** the highest id of the coin that was judged when its alerts were paused */
  lastJudged = -1;
  firstIdAfter = Number.POSITIVE_INFINITY;
  readonly #evaluator = new TickEvaluator({ alertIndex: this.book, log: silentLog, now: () => 7 });
  readonly #outages = new Map<number, Outage>();
  #judged = 0;

  static async begin(): Promise<Halt> {
    const halt = new Halt(new ChaosWorld(1, MARKET));
    await halt.world.begin();
    return halt;
  }

  private constructor(world: ChaosWorld) {
    this.world = world;
    RULES.forEach((rule, index) => {
      this.book.create(idOf(index), rule, { armAfter: 0, bookVersion: 1 });
    });
    world.tables.onOutage = (outage) => this.#outage(outage);
    world.tables.onPause = (_, because) => this.#pause(because);
  }

  async halts(status: 'BREAK' | null): Promise<void> {
    this.world.market.list(COIN, status);
    await this.world.pass(UNTIL_SEEN_S);
  }

  async comesBack(prices: readonly string[]): Promise<void> {
    const { world } = this;
    this.firstIdAfter = (world.market.lastId(COIN) ?? 0) + 1;
    world.market.list(COIN, 'TRADING');
    for (const price of prices) world.trade(COIN, { price });
    await world.pass(UNTIL_SEEN_AGAIN_S);
  }

  /** All that is in the stream by now. */
  async judgeAll(): Promise<void> {
    const { landed } = this.world.stream;
    while (this.#judged < landed.length) {
      const tick = landed[this.#judged]?.tick;
      this.#judged += 1;
      if (tick?.symbol === COIN) await this.#evaluator.evaluate(tick);
    }
  }

  statuses(): (string | undefined)[] {
    return RULES.map((_, index) => this.book.get(idOf(index))?.state.status);
  }

  publishedIds(): number[] {
    const ticks = this.world.stream.landed.filter(({ tick }) => tick.symbol === COIN);
    return ticks.flatMap(({ tick }) => tick.trades.id);
  }

  async #pause(because: PausedBecause): Promise<number> {
    await this.judgeAll();
    this.paused = because;
    this.lastJudged = Math.max(...this.publishedIds());
    RULES.forEach((_, index) => {
      this.book.edit(idOf(index), ({ state }) => ({ state: pauseBecause(state, because) ?? state }));
    });
    return RULES.length;
  }

  async #outage(outage: Outage): Promise<boolean> {
    const known = this.#outages.get(outage.since);
    const isNews = outage.endedAt === null ? !known : known?.endedAt === null;
    if (!isNews || outage.symbol !== COIN) return false;
    this.#outages.set(outage.since, outage);
    // the SDK's attribute values and Lambda's are the same JSON
    const record = { dynamodb: { NewImage: marshall(outage) as never } };
    await notifyOutages({ Records: [record] }, this.#deps);
    return true;
  }

  readonly #deps: NotifyOutagesDeps = {
    coins: { get: async (symbol) => buildWantedCoin(symbol) },
    alerts: { ofCoin: async () => [{ owner: 'ada', channels: [{ type: 'email' }] }] },
    notified: { add: async () => {}, list: async () => [{ person: 'ada', channels: ['email'] }] },
    outbox: { put: async (message) => void this.notices.push(describeNotice(message)) },
    quarantineQueue: { quarantine: ({ reason }) => Promise.reject(new Error(reason)) },
    log: silentLog,
    now: () => this.world.time.now(),
  };
}

const MARKET: PlannedMarket = {
  firstIds: { [COIN]: 100, [OTHER]: 5_000 },
  trade: (world) => {
    if (world.random.next() < 0.1) world.trade(OTHER, { price: '65000.00000000' });
  },
  tradeOnce: (world, symbol) => world.trade(symbol, { price: symbol === COIN ? '0.00005000' : '65000.00000000' }),
  rulesOf: () => RULES,
};

function idOf(index: number): string {
  return `${COIN}-0-01J9ZX0000000000000000000${index}`;
}

function describeNotice(message: Message): string {
  if (!isNotice(message) || !('outage' in message.content)) throw new Error('not the notice that was expected');
  return `${message.person}: ${message.content.kind} ${message.content.outage.cause}`;
}
