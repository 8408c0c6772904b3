import { expect, test } from 'vitest';
import type { WantedCoin } from '../../../../domain/market/coin.ts';
import { CoinOutbox, type CutContext } from '../../../../ingest-task/publishing/coin-outbox.ts';
import { MAX_TRADES_PER_TICK } from '../../../../ingest-task/publishing/pending-trades.ts';
import { buildTrade } from '../../../support/ticks.ts';
import { unknownValues } from '../../../support/value-source.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

const MINUTE = Date.UTC(2026, 0, 5, 12, 0, 0);
const CONTEXT: CutContext = { feed: 'binance', epoch: 1, now: 50, exchangeNow: MINUTE + 30_000, clockOffsetMs: 7 };

test('a coin with a new index version gets a tick without trades', () => {
  const outbox = outboxOf(buildWantedCoin());
  const tick = outbox.cut(CONTEXT);
  expect(tick).toMatchObject({ minute: MINUTE, watermark: null, previous: null, receivedAt: 50, trades: { id: [] } });
  outbox.accepted();
  expect(outbox.cut(CONTEXT)).toBeNull();
});

test('a refused index version is published again', () => {
  const outbox = outboxOf(buildWantedCoin());
  outbox.cut(CONTEXT);
  outbox.refused();
  expect(outbox.cut(CONTEXT)?.seq).toBe(2);
});

test('nothing is cut while a tick is unacknowledged', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.cut(CONTEXT);
  outbox.add(buildTrade({ id: 3 }), 1);
  expect(outbox.cut(CONTEXT)).toBeNull();
});

test('a tick carries the watermark of the last heartbeat when nothing before it is left', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.setWatermark(MINUTE + 5_000);
  outbox.add(buildTrade({ id: 3 }), 1);
  expect(outbox.cut(CONTEXT)).toMatchObject({ watermark: MINUTE + 5_000, trades: { id: [2, 3] } });
});

test('a tick that leaves trades from before the heartbeat behind carries no watermark', () => {
  const outbox = begun();
  for (let id = 2; id <= MAX_TRADES_PER_TICK + 2; id += 1) outbox.add(buildTrade({ id, time: MINUTE }), 1);
  outbox.setWatermark(MINUTE + 5_000);
  const first = outbox.cut(CONTEXT);
  expect([first?.trades.id.length, first?.watermark]).toEqual([MAX_TRADES_PER_TICK, null]);
  expect(outbox.accepted()).toBe(true);
  expect(outbox.cut(CONTEXT)).toMatchObject({ watermark: MINUTE + 5_000, trades: { id: [MAX_TRADES_PER_TICK + 2] } });
});

test('a watermark reaches no further than the end of its tick’s minute', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2, time: MINUTE + 59_000 }), 1);
  outbox.setWatermark(MINUTE + 62_500);
  expect(outbox.cut(CONTEXT)).toMatchObject({ minute: MINUTE, watermark: MINUTE + 60_000 });
  outbox.accepted();
  expect(outbox.cut(CONTEXT)).toMatchObject({
    minute: MINUTE + 60_000,
    watermark: MINUTE + 62_500,
    trades: { id: [] },
  });
});

test('a watermark never goes backwards, not even for a trade that comes late', () => {
  const outbox = begun();
  outbox.setWatermark(MINUTE + 65_000);
  expect(outbox.cut(CONTEXT)?.watermark).toBe(MINUTE + 65_000);
  outbox.accepted();
  outbox.add(buildTrade({ id: 2, time: MINUTE + 59_999 }), 1);
  expect(outbox.cut(CONTEXT)).toMatchObject({ minute: MINUTE, watermark: null });
  outbox.accepted();
  outbox.loseWatermark();
  outbox.setWatermark(MINUTE + 64_000);
  expect(outbox.cut(CONTEXT)).toBeNull();
});

test('an idle coin’s watermark is published every two seconds, with the last trade', () => {
  const outbox = begun();
  outbox.setWatermark(MINUTE + 1_000);
  expect(outbox.cut(CONTEXT)).toMatchObject({ watermark: MINUTE + 1_000, previous: { id: 1 } });
  outbox.accepted();
  outbox.setWatermark(MINUTE + 2_999);
  expect(outbox.cut(CONTEXT)).toBeNull();
  outbox.setWatermark(MINUTE + 3_000);
  expect(outbox.cut(CONTEXT)?.watermark).toBe(MINUTE + 3_000);
});

test('restarted ids start a tick of their own, which is no successor of the last one', () => {
  const outbox = begun();
  for (const id of [7, 8, 3, 4]) outbox.add(buildTrade({ id, time: MINUTE + 1_000 }), 1);
  outbox.setWatermark(MINUTE + 5_000);
  expect(outbox.cut(CONTEXT)).toMatchObject({ seq: 2, previous: { id: 1 }, watermark: null, trades: { id: [7, 8] } });
  expect(outbox.accepted()).toBe(true);
  expect(outbox.cut(CONTEXT)).toMatchObject({
    seq: 4,
    previous: null,
    watermark: MINUTE + 5_000,
    trades: { id: [3, 4] },
  });
  outbox.accepted();
  outbox.add(buildTrade({ id: 5, time: MINUTE + 6_000 }), 1);
  expect(outbox.cut(CONTEXT)).toMatchObject({ seq: 5, previous: { id: 4 }, trades: { id: [5] } });
});

test('where ids restart at earlier times, watermarks start again with them', () => {
  const outbox = begun();
  outbox.setWatermark(MINUTE + 50_000);
  expect(outbox.cut(CONTEXT)?.watermark).toBe(MINUTE + 50_000);
  outbox.accepted();
  outbox.setWatermark(MINUTE + 55_000);
  outbox.add(buildTrade({ id: 1, time: MINUTE + 2_000 }), 1);
  expect(outbox.cut(CONTEXT)?.watermark).toBeNull();
  outbox.accepted();
  outbox.setWatermark(MINUTE + 3_000);
  expect(outbox.cut(CONTEXT)?.watermark).toBe(MINUTE + 3_000);
});

test('a watermark in flight when ids restart does not suppress those after it', () => {
  const outbox = begun();
  outbox.setWatermark(MINUTE + 50_000);
  outbox.cut(CONTEXT);
  outbox.add(buildTrade({ id: 1, time: MINUTE + 2_000 }), 1);
  outbox.accepted();
  outbox.cut(CONTEXT);
  outbox.accepted();
  outbox.setWatermark(MINUTE + 3_000);
  expect(outbox.cut(CONTEXT)?.watermark).toBe(MINUTE + 3_000);
});

test('a coin that is followed again may have earlier times', () => {
  const outbox = begun();
  outbox.setWatermark(MINUTE + 50_000);
  outbox.cut(CONTEXT);
  outbox.accepted();
  outbox.leave();
  outbox.rejoin(buildWantedCoin().book, unknownValues());
  outbox.setWatermark(MINUTE + 3_000);
  expect(outbox.cut(CONTEXT)?.watermark).toBe(MINUTE + 3_000);
});

test('each trade keeps the time at which it was received; for trades received together the list is empty', () => {
  const outbox = begun();
  for (const [id, receivedAt] of [2, 3, 4].entries()) outbox.add(buildTrade({ id: id + 2 }), 40 + receivedAt);
  expect(outbox.cut(CONTEXT)).toMatchObject({ receivedAt: 42, receivedAfter: [0, 1, 2], clockOffsetMs: 7 });
  outbox.accepted();
  for (const id of [5, 6]) outbox.add(buildTrade({ id }), 48);
  expect(outbox.cut(CONTEXT)).toMatchObject({ receivedAt: 48, receivedAfter: [] });
});

test('a tick knows the two trades before it, however they were cut', () => {
  const outbox = begun();
  const before = () => {
    const { previous, beforePrevious } = outbox.cut(CONTEXT) ?? {};
    outbox.accepted();
    return [previous?.id, beforePrevious?.id];
  };
  for (const id of [2, 3, 4]) outbox.add(buildTrade({ id }), 1);
  expect(before()).toEqual([1, undefined]);
  outbox.add(buildTrade({ id: 5 }), 1);
  expect(before()).toEqual([4, 3]);
  outbox.setWatermark(MINUTE + 5_000);
  expect(before()).toEqual([5, 4]);
  outbox.add(buildTrade({ id: 2 }), 1);
  expect(before()).toEqual([undefined, undefined]);
});

test('the two trades before a tick are known after a restart, and after a refused tick', () => {
  const first = begun();
  first.add(buildTrade({ id: 2 }), 1);
  first.cut(CONTEXT);
  first.refused();
  expect(first.publishedTail).toEqual(buildTrade({ id: 1, time: MINUTE }));
  first.add(buildTrade({ id: 3 }), 1);
  first.cut(CONTEXT);
  first.accepted();
  const tail = first.publishedTail;
  const { id: _, ...two } = buildTrade({ id: 2 });
  expect(tail).toEqual({ ...buildTrade({ id: 3 }), before: two });
  const next = outboxOf(buildWantedCoin());
  if (tail) next.continueFrom(tail);
  next.add(buildTrade({ id: 4 }), 1);
  expect(next.cut(CONTEXT)).toMatchObject({ previous: buildTrade({ id: 3 }), beforePrevious: buildTrade({ id: 2 }) });
});

test('the last trade of an earlier run is the one before the first trade, and never replaces a later one', () => {
  const outbox = outboxOf(buildWantedCoin());
  const published = buildTrade({ id: 4 });
  outbox.continueFrom(published);
  outbox.add(buildTrade({ id: 5 }), 1);
  expect(outbox.cut(CONTEXT)?.previous).toEqual(published);
  outbox.accepted();
  outbox.continueFrom(published);
  outbox.add(buildTrade({ id: 6 }), 1);
  expect(outbox.cut(CONTEXT)?.previous?.id).toBe(5);
});

test('a trade is published when the stream has accepted it, not before', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.cut(CONTEXT);
  outbox.add(buildTrade({ id: 3 }), 1);
  expect([outbox.published?.id, outbox.lastInFlight?.id, outbox.pendingCount]).toEqual([1, 2, 2]);
  outbox.accepted();
  expect([outbox.published?.id, outbox.lastInFlight, outbox.pendingCount]).toEqual([2, null, 1]);
  outbox.leave();
  expect(outbox.published).toBeNull();
});

test('the same id again counts as a restart', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 1, time: MINUTE + 2_000 }), 1);
  expect(outbox.cut(CONTEXT)).toMatchObject({ seq: 3, previous: null, trades: { id: [1] } });
});

test('a refused tick of restarted ids is sent again without the old trade before it', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 0, time: MINUTE + 2_000 }), 1);
  outbox.cut(CONTEXT);
  outbox.refused();
  expect(outbox.cut(CONTEXT)).toMatchObject({ previous: null, trades: { id: [0] } });
});

test('after the socket or the buffer is lost there is no watermark until the next heartbeat', () => {
  const outbox = begun();
  outbox.setWatermark(MINUTE + 1_000);
  outbox.loseWatermark();
  expect(outbox.cut(CONTEXT)).toBeNull();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.setWatermark(MINUTE + 3_000);
  expect(outbox.dropAll().map(({ id }) => id)).toEqual([2]);
  expect(outbox.cut(CONTEXT)).toMatchObject({ watermark: null, previous: { id: 1 } });
});

test('after a drop only empty ticks are sent, until one is accepted', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.dropAll();
  expect(outbox.cut(CONTEXT)?.trades.id).toEqual([]);
  outbox.refused();
  expect(outbox.cut(CONTEXT)?.trades.id).toEqual([]);
  outbox.accepted();
  expect(outbox.cut(CONTEXT)).toBeNull();
});

test('a tick in flight when all was dropped may arrive, and counts as published then', () => {
  const outbox = begun();
  for (const id of [2, 3]) outbox.add(buildTrade({ id }), 1);
  outbox.cut(CONTEXT);
  outbox.add(buildTrade({ id: 4 }), 1);
  expect(outbox.dropAll().map(({ id }) => id)).toEqual([2, 3, 4]);
  outbox.add(buildTrade({ id: 4 }), 1);
  outbox.setWatermark(MINUTE + 5_000);
  outbox.accepted();
  expect([outbox.published?.id, outbox.pendingCount]).toEqual([3, 1]);
  outbox.add(buildTrade({ id: 5 }), 1);
  expect(outbox.cut(CONTEXT)).toMatchObject({ previous: { id: 3 }, trades: { id: [4, 5] }, watermark: MINUTE + 5_000 });
});

test('a tick in flight when all was dropped that did not arrive is not sent again', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.cut(CONTEXT);
  outbox.dropAll();
  outbox.refused();
  expect(outbox.published?.id).toBe(1);
  outbox.add(buildTrade({ id: 2 }), 1, 'backfill');
  expect(outbox.cut(CONTEXT)).toMatchObject({ seq: 3, previous: { id: 1 }, trades: { id: [2] }, source: 'backfill' });
});

test('trades that are fetched again after a drop do not take back published watermarks', () => {
  const outbox = begun();
  outbox.setWatermark(MINUTE + 20_000);
  outbox.cut(CONTEXT);
  outbox.accepted();
  outbox.add(buildTrade({ id: 2, time: MINUTE + 21_000 }), 1);
  outbox.dropAll();
  outbox.add(buildTrade({ id: 2, time: MINUTE + 21_000 }), 1, 'backfill');
  outbox.setWatermark(MINUTE + 19_000);
  expect(outbox.cut(CONTEXT)?.watermark).toBeNull();
});

test('a tick never mixes live and back-filled trades', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 5, 'backfill');
  outbox.add(buildTrade({ id: 3 }), 5, 'backfill');
  outbox.add(buildTrade({ id: 4 }), 7);
  expect(outbox.cut(CONTEXT)).toMatchObject({ source: 'backfill', receivedAt: 5, trades: { id: [2, 3] } });
  expect(outbox.accepted()).toBe(true);
  expect(outbox.cut(CONTEXT)).toMatchObject({ source: 'live', receivedAt: 7, trades: { id: [4] } });
});

test('a tick in flight when a coin was unfollowed does not come between its trades when it is followed again', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.cut(CONTEXT);
  outbox.leave();
  outbox.rejoin(buildWantedCoin().book, unknownValues());
  outbox.refused();
  outbox.continueFrom(buildTrade({ id: 1 }));
  outbox.add(buildTrade({ id: 2 }), 1, 'backfill');
  expect(outbox.cut(CONTEXT)).toMatchObject({ previous: { id: 1 }, trades: { id: [2] } });
});

test('an unfollowed coin sends nothing more, and forgets what was refused', () => {
  const outbox = begun();
  outbox.add(buildTrade({ id: 2 }), 1);
  outbox.cut(CONTEXT);
  outbox.leave();
  outbox.refused();
  expect([outbox.pendingCount, outbox.cut(CONTEXT)]).toEqual([0, null]);
});

function outboxOf({ symbol, book: alertIndex }: WantedCoin): CoinOutbox {
  const onSkipped = () => expect.unreachable('no minute may be left out');
  return new CoinOutbox({ symbol, alertIndex, metrics: unknownValues(), onSkipped });
}

/** An outbox whose first trade and index version are accepted. */
function begun(): CoinOutbox {
  const outbox = outboxOf(buildWantedCoin());
  outbox.add(buildTrade({ id: 1, time: MINUTE }), 1);
  outbox.cut(CONTEXT);
  outbox.accepted();
  return outbox;
}
