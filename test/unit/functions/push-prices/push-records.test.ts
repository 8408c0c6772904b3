import { expect, test } from 'vitest';
import { LEASE_AFTER_LAST_MS } from '../../../../adapters/dynamodb/live/audience-table.ts';
import type { Connection } from '../../../../adapters/dynamodb/live/connection-table.ts';
import type { PricesFrame } from '../../../../contract/live-frames.ts';
import type { Prices } from '../../../../domain/market/coin.ts';
import { CLOSED_SHOWN_MS, LiveCoins } from '../../../../functions/push-prices/live-coins.ts';
import { FRAME_INTERVAL_MS, pushRecords } from '../../../../functions/push-prices/push-records.ts';
import { Viewers } from '../../../../functions/push-prices/viewers.ts';
import { buildCandle } from '../../../support/candles.ts';
import { buildRecord } from '../../../support/kinesis-records.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const MINUTE = 1_700_000_040_000;
const viewer = (connection: string, ...symbols: string[]): Connection => ({
  connection,
  symbols: new Set(symbols),
  isOver: false,
});

interface TickFields {
  readonly symbol?: string;
  readonly seq?: number;
  readonly price?: string;
  readonly closed?: boolean;
}

function tick({ symbol = 'BTCUSDT', seq = 1, price = '100', closed = false }: TickFields = {}) {
  const open = buildCandle(MINUTE, price);
  const viewed = {
    at: MINUTE + seq,
    price,
    tradeAt: MINUTE,
    open,
    closed: closed ? buildCandle(MINUTE - 60_000) : null,
  };
  return buildRecord(`${symbol}-${seq}`, 0, JSON.stringify({ symbol, epoch: 1, seq, source: 'live', viewed }));
}

function setUp(rows: readonly Connection[], prices: Prices | null = null) {
  let now = MINUTE;
  const frames: { readonly to: string; readonly at: number; readonly frame: PricesFrame }[] = [];
  const [removed, extended, corrected]: [string[], number[], number[]] = [[], [], []];
  const table = { rows: [...rows], open: rows.length, version: 1, listed: 0 };
  const connections = {
    readCount: async () => ({ open: table.open, version: table.version }),
    list: async () => {
      table.listed += 1;
      return table.rows;
    },
    remove: async (id: string) => void removed.push(id),
    correctCount: async ({ open }: { open: number }) => void corrected.push(open),
  };
  const log = recordedLog();
  const clock = { now: () => now };
  const deps = {
    viewers: new Viewers({ connections, audience: { extend: async (at) => void extended.push(at) }, ...clock }),
    coins: new LiveCoins({ readMarketNow: async () => ({ prices, exchangeNow: now, isClockKnown: true }), ...clock }),
    connections,
    sockets: {
      post: async (to: string, frame: string) => {
        if (to === 'gone') return 'gone' as const;
        frames.push({ to, at: now, frame: JSON.parse(frame) });
        return 'posted' as const;
      },
    },
    pace: { lastFrameAt: 0 },
    sleep: async (ms: number) => {
      now += ms;
    },
    log,
    ...clock,
  };
  return {
    table,
    frames,
    removed,
    extended,
    corrected,
    log,
    deps,
    push: (...Records: ReturnType<typeof tick>[]) => pushRecords({ Records }, deps),
    pass: (ms: number) => {
      now += ms;
    },
    sent: () => frames.map(({ to, frame }) => `${to}: ${frame.coins.map(({ symbol, price }) => `${symbol} ${price}`)}`),
  };
}

test('each viewer gets one frame, with the newest of the coins that it has subscribed', async () => {
  const { push, sent, frames } = setUp([viewer('a', 'BTCUSDT', 'ETHUSDT'), viewer('b', 'ETHUSDT'), viewer('c')]);
  await push(
    tick({ price: '1' }),
    tick({ symbol: 'ETHUSDT', price: '7' }),
    tick({ seq: 2, price: '2' }),
    tick({ symbol: 'XRPUSDT' }),
  );
  expect(sent()).toEqual(['a: BTCUSDT 2,ETHUSDT 7', 'b: ETHUSDT 7']);
  expect(frames[0]?.frame.coins[0]).toMatchObject({ state: 'live', minute: { close: '2', high: expect.any(String) } });
});

test('a tick that comes again, or late, changes nothing', async () => {
  const { push, sent } = setUp([viewer('a', 'BTCUSDT')]);
  await push(tick({ seq: 5, price: '5' }));
  await push(tick({ seq: 5, price: '5' }), tick({ seq: 4, price: '4' }));
  expect(sent()).toEqual(['a: BTCUSDT 5']);
});

test('frames of a connection are a second apart, however fast the batches come', async () => {
  const { push, frames } = setUp([viewer('a', 'BTCUSDT')]);
  for (const seq of [1, 2, 3]) await push(tick({ seq }));
  expect(frames.map(({ at }) => at - MINUTE)).toEqual([0, FRAME_INTERVAL_MS, 2 * FRAME_INTERVAL_MS]);
});

test('the minute that is over is shown for some seconds, and then left out', async () => {
  const { push, pass, frames } = setUp([viewer('a', 'BTCUSDT')]);
  await push(tick({ seq: 1, closed: true }));
  pass(CLOSED_SHOWN_MS);
  await push(tick({ seq: 2, closed: true }));
  expect(frames.map(({ frame }) => frame.coins[0]?.closed?.start)).toEqual([
    new Date(MINUTE - 60_000).toISOString(),
    undefined,
  ]);
});

test('a coin without ticks is shown as the snapshot has it, every few seconds', async () => {
  const coins = { ETHUSDT: { state: 'dark', price: '9', lastTradeId: 1, tradeAt: MINUTE } } as const;
  const { push, pass, sent } = setUp([viewer('a', 'ETHUSDT', 'BTCUSDT')], {
    feed: 'binance',
    updatedAt: MINUTE,
    coins,
  });
  await push(tick({ seq: 1 }));
  await push(tick({ seq: 2 }));
  pass(3_000);
  await push(tick({ seq: 3 }));
  expect(sent()).toEqual(['a: BTCUSDT 100,ETHUSDT 9', 'a: BTCUSDT 100', 'a: BTCUSDT 100,ETHUSDT 9']);
});

test('rows are listed when their version has changed, or a minute has passed, and a count that has drifted is set', async () => {
  const { push, pass, table, sent, corrected } = setUp([viewer('a', 'BTCUSDT')]);
  for (const seq of [1, 2]) await push(tick({ seq }));
  expect(table.listed).toBe(1);
  table.rows.push(viewer('b', 'BTCUSDT'));
  table.version += 1;
  await push(tick({ seq: 3 }));
  expect([table.listed, corrected, sent().at(-1)]).toEqual([2, [2], 'b: BTCUSDT 100']);
  pass(60_000);
  await push(tick({ seq: 4 }));
  expect(table.listed).toBe(3);
});

test('who is gone or over is removed, and the lease is extended for the others alone, not with each frame', async () => {
  const over = { ...viewer('over', 'BTCUSDT'), isOver: true };
  const { push, removed, extended, sent } = setUp([viewer('gone', 'BTCUSDT'), over, viewer('a', 'BTCUSDT')]);
  for (const seq of [1, 2]) await push(tick({ seq }));
  expect([removed.slice(0, 2), extended.length]).toEqual([['over', 'gone'], 1]);
  expect(sent()).toEqual(['a: BTCUSDT 100', 'a: BTCUSDT 100']);
});

test('a lease that was cut while somebody listens is extended before it ends', async () => {
  const { push, pass, extended } = setUp([viewer('a', 'BTCUSDT')]);
  await push(tick({ seq: 1 }));
  pass(LEASE_AFTER_LAST_MS / 2);
  await push(tick({ seq: 2 }));
  expect(extended).toEqual([MINUTE, MINUTE + LEASE_AFTER_LAST_MS / 2]);
});

test('where nobody watches a coin nothing is read or sent, and the lease ends', async () => {
  const { push, frames, extended } = setUp([viewer('a')]);
  await push(tick());
  expect([frames, extended]).toEqual([[], []]);
});

test('what can not be read is logged, and the rest is shown; a table that fails costs a frame', async () => {
  const { push, sent, log, deps, table } = setUp([viewer('a', 'BTCUSDT')]);
  await push(buildRecord('bad', 0, '{}'), tick());
  expect([sent(), log.messages()]).toEqual([['a: BTCUSDT 100'], ['tick can not be shown']]);
  table.version += 1;
  const failing = { ...deps, viewers: { read: () => Promise.reject(new Error('no table')) } };
  await pushRecords({ Records: [tick({ seq: 2 })] }, failing);
  expect(log.messages()).toContain('prices not pushed');
});
