import type { PausedBecause } from '../../../../domain/alerts/alert.ts';
import type { Prices, Unwatched, WantedCoin } from '../../../../domain/market/coin.ts';
import type { Outage } from '../../../../domain/market/outage.ts';
import { type Rule, seriesOfRule } from '../../../../domain/rules/rule.ts';
import type { Dependencies } from '../../../../ingest-task/run/dependencies.ts';
import { memoryCandles } from '../../../support/memory-candles.ts';
import { memoryLease } from '../../../support/memory-lease.ts';
import type { Process, VirtualTime } from './virtual-time.ts';

type Tables = Pick<
  Dependencies,
  'leaseTable' | 'marketTable' | 'outageTable' | 'coinTable' | 'coinAlerts' | 'candleTable'
>;

const TAKES_MS = 4;

/** The tables in memory, one for all tasks of a run. Every call takes time on its way there and back. */
export class ChaosTables {
  readonly lease = memoryLease();
  readonly unwatched: { symbol: string; interval: Unwatched }[] = [];
  prices: Prices | null = null;
  isDown = false;
  areCandlesDown = false;
  /** An outage begins or ends. */
  onOutage: (outage: Outage) => Promise<boolean> = async () => true;
  /** Pauses the coin's alerts; returns how many there were. */
  onPause: (symbol: string, because: PausedBecause) => Promise<number> = async () => 0;
  readonly #time: VirtualTime;
  readonly #coins;
  readonly #candles = memoryCandles();

  /** `rulesOf`: the rules of the coin's alerts */
  constructor(symbols: readonly string[], rulesOf: (symbol: string) => readonly Rule[], time: VirtualTime) {
    this.#time = time;
    this.#coins = symbols.map((symbol): WantedCoin => {
      const metrics = [...new Set(rulesOf(symbol).flatMap(seriesOfRule))];
      return { symbol, wanted: true, book: { version: 1, metrics, shards: 1 } };
    });
  }

  /** The tables as one process sees them. */
  of(process: Process): Tables {
    const far = <Arguments extends readonly unknown[], Result>(
      call: (...given: Arguments) => Promise<Result>,
      isOfCandles = false,
    ) => {
      return async (...given: Arguments): Promise<Result> => {
        await this.#time.sleep(TAKES_MS / 2); // the call arrives even if the process is dead by then
        if (this.isDown || (this.areCandlesDown && isOfCandles))
          return this.#time.sleep(TAKES_MS / 2, process).then(refuse);
        const answer = await call(...given);
        await this.#time.sleep(TAKES_MS / 2, process);
        return answer;
      };
    };
    const { lease } = this;
    return {
      leaseTable: { read: far(lease.read), take: far(lease.take), renew: far(lease.renew) },
      marketTable: {
        readPrices: far(async () => structuredClone(this.prices)),
        writePrices: far(async (prices: Prices) => {
          this.prices = structuredClone(prices);
          return true;
        }),
        readClockOffset: far(async () => null),
        writeClockOffset: far(async () => undefined),
        readCatalogue: far(async () => null),
        writeCatalogue: far(async () => undefined),
        requestCatalogue: far(async () => undefined),
        readCatalogueRequest: far(async () => null),
        announceCoinsChanged: far(async () => undefined),
        readCoinsChanged: far(async () => null),
        addUnwatched: far(
          async (symbol: string, interval: Unwatched) => void this.unwatched.push({ symbol, interval }),
        ),
        readUnwatched: far(async () => []),
        readNewestUnwatched: far(async () => null),
        writeNewestUnwatched: far(async () => true),
        readSparks: far(async () => null),
        writeSparks: far(async () => true),
      },
      outageTable: {
        begin: far((outage: Outage) => this.onOutage(outage)),
        end: far((outage: Outage) => this.onOutage(outage)),
      },
      coinTable: { list: far(async () => this.#coins), raiseIndexVersion: far(async () => undefined) },
      coinAlerts: {
        resetAfterIdRestart: far(async () => 0),
        pause: far(({ symbol }, because: PausedBecause) => this.onPause(symbol, because)),
      },
      candleTable: {
        writeHour: far(this.#candles.writeHour, true),
        writeDay: far(this.#candles.writeDay, true),
        writeFolded: far(this.#candles.writeFolded, true),
        writeDays: far(this.#candles.writeDays, true),
        read: far(this.#candles.read, true),
        storedDays: far(this.#candles.storedDays, true),
      },
    };
  }
}

function refuse(): never {
  throw new Error('the table is down');
}
