import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import type { MarketTrade } from '../../../../local/simulator/market/market.ts';
import { readTape } from '../../../../local/simulator/market/read-tape.ts';
import { TapeMarket } from '../../../../local/simulator/market/tape-market.ts';
import { SocketClient } from '../socket-client.ts';
import { tapeRows, tapeStartMs } from '../tape-rows.ts';

const recordings = join(import.meta.dirname, '../../../../../shared/data');
const btcRecording = join(recordings, 'btcusdt-spot-trades-2024-08-08.csv.gz');

function listenTo(market: TapeMarket): MarketTrade[] {
  const heard: MarketTrade[] = [];
  market.onTrade((trade) => heard.push(trade));
  return heard;
}

describe('a tape market', () => {
  it('releases exactly as many trades as requested, two tapes merged by time', () => {
    const market = new TapeMarket({
      tapes: { BTCUSDT: tapeRows(3), ETHUSDT: tapeRows(2, { firstId: 70, startMs: tapeStartMs + 500 }) },
    });
    const heard = listenTo(market);
    expect(market.step(3)).toBe(3);
    expect(heard.map((trade) => trade.id)).toEqual([1, 70, 2]);
    expect(heard[0]).toEqual({ symbol: 'BTCUSDT', ...tapeRows(1)[0], firstId: 1, lastId: 1 });
    expect([market.released, market.remaining]).toEqual([3, 2]);
    expect(market.step(10)).toBe(2);
  });

  it('keeps the order of ids where the recorded times step back', () => {
    const rows = tapeRows(3).map((row) => (row.id === 2 ? { ...row, time: tapeStartMs - 50 } : row));
    const market = new TapeMarket({ tapes: { BTCUSDT: rows } });
    const heard = listenTo(market);
    market.step(3);
    expect(heard.map((trade) => trade.id)).toEqual([1, 2, 3]);
  });

  it('has a clock that follows the released trades and can be moved on', () => {
    const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(3) } });
    expect(market.now()).toBe(tapeStartMs);
    market.step(2);
    expect(market.now()).toBe(tapeStartMs + 1000);
    market.advance(10_000);
    expect(market.now()).toBe(tapeStartMs + 11_000);
  });

  it('serves only what it has released', () => {
    const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(5) } });
    market.step(2);
    expect(market.tradesFrom('BTCUSDT', 1, 10).map((trade) => trade.id)).toEqual([1, 2]);
  });

  it('plays at a given rate or at its own pace', async () => {
    const fast = new TapeMarket({ tapes: { BTCUSDT: tapeRows(20) } });
    await fast.play({ tradesPerSecond: 400 });
    expect(fast.remaining).toBe(0);
    const timed = new TapeMarket({ tapes: { BTCUSDT: tapeRows(20) } });
    const startedAt = performance.now();
    await timed.play({ speed: 200 });
    expect(timed.remaining).toBe(0);
    expect(performance.now() - startedAt).toBeGreaterThan(90);
  });

  it('stops a play on demand', async () => {
    const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(20) } });
    const playing = market.play({ speed: 0.001 });
    market.stop();
    await playing;
    expect(market.remaining).toBeGreaterThan(15);
  });

  it('comes completely and in order through the protocol server', async () => {
    const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(2000) } });
    const server = await startExchangeServer({ market });
    const client = await SocketClient.open(`${server.wsUrl}/ws/btcusdt@aggTrade`);
    await market.play('at-once');
    await client.count(2000);
    expect(client.frames().map((frame) => frame.a)).toEqual(tapeRows(2000).map((row) => row.id));
    await server.close();
  });
});

describe('reading a recording', () => {
  it('names file and line of a row that is not a trade', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tape-'));
    const file = join(folder, 'broken.csv.gz');
    const header = 'id,time_ms,price,quantity,buyer_is_maker,received_ns';
    await writeFile(file, gzipSync(`${header}\n1,2,3.5,4,0,5\n2,2,minus,4,0,5\n`));
    await expect(readTape(file)).rejects.toThrow(`${file}:3: not a trade`);
    await rm(folder, { recursive: true });
  });

  const isThere = existsSync(btcRecording);
  if (!isThere) console.warn(`no recordings in ${recordings}: the test with real trades is left out`);

  it.skipIf(!isThere)('plays six minutes of real Bitcoin trades without a hole', async () => {
    const rows = await readTape(btcRecording);
    const market = new TapeMarket({ tapes: { BTCUSDT: rows } });
    const heard = listenTo(market);
    await market.play('at-once');
    expect(heard.length).toBeGreaterThan(9000);
    expect(heard.every((trade, index) => trade.id === (heard[0]?.id ?? 0) + index)).toBe(true);
    expect(heard[0]).toMatchObject({
      id: 3735683259,
      price: '61837.63000000',
      quantity: '0.02000000',
      buyerIsMaker: true,
    });
    const minutes = market.candles({ symbol: 'BTCUSDT', stepMs: 60_000, fromMs: 0, toMs: market.now() });
    expect(minutes.reduce((sum, minute) => sum + minute.trades, 0)).toBe(rows.length);
  });
});
