import type { Unwatched } from '../../domain/market/coin.ts';
import type { Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { TradeRow } from '../exchange/market-rows.ts';
import type { KnownTrade } from './coin-trades.ts';
import type { ReorderBuffer } from './reorder-buffer.ts';
import type { TradeTimes } from './trade-times.ts';

export interface SequencerListener {
  /** The next trade, in the order of ids. `receivedAt` in own ms */
  onNext(trade: Trade, receivedAt: number, source: Tick['source']): void;
  /** Nothing was known of the coin: its trades begin after this id. */
  onFirst(place: KnownTrade): void;
  /** Ids that will never come; the next one comes at `to`. */
  onMissed(interval: Unwatched): void;
  /** `content`, which the exchange sent, can't be true, or has no id of its own; `error` is for people. */
  onQuarantined(content: string, error: string): void;
  /** The ids restarted, at this time (exchange ms); the first of the new ones follows. */
  onIdRestart(time: number): void;
  /** The mode has changed, or whether trades are to be requested. */
  onChange(): void;
}

/** An answer of the exchange, asked at `askedAt` (monotonic ms) for the ids from `fromId` on. `receivedAt` in own ms */
export interface TradePage {
  readonly fromId: number;
  readonly rows: readonly TradeRow[];
  readonly askedAt: number;
  readonly receivedAt: number;
}

/** At least one trade, in the order in which the outbox got them; `lastInFlight`: the last that may still reach the stream. */
export interface DroppedTrades {
  readonly trades: readonly Trade[];
  readonly lastInFlight: Trade | null;
}

export interface SequencerDeps {
  /** the last trade that is known to be published; null for a coin that nobody has followed before */
  readonly floor: KnownTrade | null;
  /** frames that wait for earlier ones */
  readonly buffer: ReorderBuffer;
  /** frames under ids that were taken already */
  readonly strays: ReorderBuffer;
  readonly times: Pick<TradeTimes, 'errorOf' | 'now' | 'isSure' | 'doubtClock' | 'awaitsClock'>;
  readonly listener: SequencerListener;
  /** Whether a trade of this time (exchange ms) may be taken: the windows before it may have to be completed first. */
  readonly mayProceed: (time: number) => boolean;
  /** monotonic ms */
  readonly elapsed: () => number;
}
