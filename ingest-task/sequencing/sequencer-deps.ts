import type { Unwatched } from '../../domain/market/coin.ts';
import type { Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { AggTradeRow } from '../exchanges/binance/read-agg-trades.ts';
import type { KnownTrade } from './coin-trades.ts';
import type { ReorderBuffer } from './reorder-buffer.ts';
import type { TradeTimes } from './trade-times.ts';

/**
 * - `following`: what comes live is the next id, or the very first.
 * - `catching-up`: ids were missed, or may have been. The exchange is asked for them; live frames wait.
 * - `passing-over`: the stream takes nothing. Live frames are let go; they are asked for by id once it does again.
 *
 *   from            when                                                        to
 *   (start)         nothing is known: the first frame begins                     following
 *   (start)         a floor is known: what a run before it missed is asked for   catching-up
 *   following       a frame ahead of `next`, a stray, one that can't be true,    catching-up
 *                   or one that may not go on yet; interrupted; subscribed again
 *   catching-up     a frame that came since it was subscribed follows on, or     following
 *                   the exchange has nothing newer, and no frame is ahead
 *   catching-up     given up: what is missing is told, the frames go on          (as they do then)
 *   any             the outbox dropped its buffer                                passing-over
 *   passing-over    the stream took a tick: `next` follows on what it has taken  catching-up
 */
export type SequencerMode = 'following' | 'catching-up' | 'passing-over';

export interface SequencerListener {
  /** The next trade, in the order of ids. `receivedAt` in own ms */
  onNext(trade: Trade, receivedAt: number, source: Tick['source']): void;
  /** Nothing was known of the coin: its trades begin behind this id. */
  onFirst(place: KnownTrade): void;
  /** Ids that will never come; the next one comes at `to`. */
  onMissed(interval: Unwatched): void;
  /** What the exchange sent, `content`, can't be true, or has no id of its own; `fault` is for people. */
  onQuarantined(content: string, fault: string): void;
  /** The ids began anew, at this time (exchange ms); the first of them follows. */
  onIdRestart(time: number): void;
  /** The mode, or whether there is something to ask for, has changed. */
  onChange(): void;
}

/** What the exchange answered, asked at `askedAt` (monotonic ms) for the ids from `fromId` on. `receivedAt` in own ms */
export interface Page {
  readonly fromId: number;
  readonly rows: readonly AggTradeRow[];
  readonly askedAt: number;
  readonly receivedAt: number;
}

/** At least one trade, in the order in which the outbox got them; `lastInFlight`: the last that may reach the stream yet. */
export interface DroppedTrades {
  readonly trades: readonly Trade[];
  readonly lastInFlight: Trade | null;
}

export interface SequencerDeps {
  /** the last trade that is known to be published; null for a coin that nobody has followed before */
  readonly floor: KnownTrade | null;
  readonly waiting: ReorderBuffer;
  /** a place for frames under ids that were taken already */
  readonly strays: ReorderBuffer;
  readonly times: Pick<TradeTimes, 'faultOf' | 'now' | 'isSure' | 'doubtClock' | 'awaitsClock'>;
  readonly listener: SequencerListener;
  /** Whether the next trade may be taken, by its time (exchange ms): what lies before it may have to be completed first. */
  readonly mayGoOn: (time: number) => boolean;
  /** monotonic ms */
  readonly elapsed: () => number;
}
