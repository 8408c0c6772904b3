import type { Candle } from '../../domain/market/candle.ts';
import { type CandleInterval, INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';
import type { CandleStore } from '../../ingest-task/history/coin-history.ts';

/** Table `candles` in memory: each write replaces a piece. */
export interface MemoryCandles extends CandleStore {
  /** `1m hour BTCUSDT 2026-…` → the piece that was written last */
  readonly pieces: Map<string, readonly Candle[]>;
  /** the names of all writes, in order */
  readonly writes: string[];
  /** while set, every call fails */
  fault: Error | null;
}

export function memoryCandles(): MemoryCandles {
  const pieces = new Map<string, readonly Candle[]>();
  const writes: string[] = [];
  const guard = async () => {
    if (table.fault) throw table.fault;
  };
  const write = async (name: string, candles: readonly Candle[]) => {
    await guard();
    writes.push(name);
    pieces.set(name, structuredClone(candles));
  };
  const table: MemoryCandles = {
    pieces,
    writes,
    fault: null,
    writeHour: (symbol, hour, candles) => write(`1m hour ${symbol} ${iso(hour)}`, candles),
    async writeDay(symbol, day, candles) {
      await write(`1m day ${symbol} ${iso(day)}`, candles);
      for (let i = 0; i < 24; i += 1) pieces.delete(`1m hour ${symbol} ${iso(day + i * INTERVAL_MS['1h'])}`);
    },
    writeFolded: (symbol, interval, day, candles) => write(`${interval} day ${symbol} ${iso(day)}`, candles),
    writeDays: (symbol, year, candles) => write(`1d year ${symbol} ${year}`, candles),
    async storedDays(symbol, interval, from, to) {
      await guard();
      const days = [...pieces.keys()].filter((name) => name.startsWith(`${interval} day ${symbol} `));
      const starts = days.map((name) => Date.parse(`${name.split(' ')[3]}Z`));
      return new Set(starts.filter((start) => start >= intervalOf(from, INTERVAL_MS['1d']) && start < to));
    },
    async read(symbol: string, interval: CandleInterval, from: number, to: number) {
      await guard();
      const isOf = (name: string) => name.startsWith(`${interval} `) && name.split(' ')[2] === symbol;
      const found = new Map<number, Candle>();
      for (const [name, candles] of pieces) {
        if (!isOf(name)) continue;
        for (const candle of candles) if (candle.start >= from && candle.start < to) found.set(candle.start, candle);
      }
      return [...found.values()].sort((a, b) => a.start - b.start);
    },
  };
  return table;
}

function iso(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16);
}
