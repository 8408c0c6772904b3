import type { Unwatched } from '../../domain/market/coin.ts';
import type { TradeRow } from '../exchange/market-rows.ts';
import type { CoinTrades, KnownTrade } from './coin-trades.ts';
import type { LiveFrame, ReorderBuffer } from './reorder-buffer.ts';
import type { SequencerListener } from './sequencer-deps.ts';
import type { TradeTimes } from './trade-times.ts';
import type { InvalidRow } from './unreadable-rows.ts';

export interface LeftOutTradesDeps {
  readonly ids: CoinTrades;
  readonly buffer: ReorderBuffer;
  readonly times: Pick<TradeTimes, 'errorOf'>;
  readonly listener: Pick<SequencerListener, 'onMissed' | 'onQuarantined'>;
}

/** Handles what is left out of the sequence: quarantines content that can't be true, and reports ids that never come. */
export class LeftOutTrades {
  readonly #ids: CoinTrades;
  readonly #buffer: ReorderBuffer;
  readonly #times: LeftOutTradesDeps['times'];
  readonly #listener: LeftOutTradesDeps['listener'];

  constructor({ ids, buffer, times, listener }: LeftOutTradesDeps) {
    this.#ids = ids;
    this.#buffer = buffer;
    this.#times = times;
    this.#listener = listener;
  }

  /** Why it can't be the trade after the one that was taken last; null when it can. */
  errorOf({ time, unreadable }: Pick<TradeRow, 'time' | 'unreadable'>): string | null {
    return unreadable?.message ?? this.#times.errorOf(time, this.#ids.last?.time ?? null);
  }

  quarantine(frame: LiveFrame, error: string): void {
    this.#listener.onQuarantined(JSON.stringify(frame), error);
  }

  /** Another trade under the id that was taken last: the first one keeps the id. */
  quarantineSecond(second: KnownTrade): void {
    const { id, time } = second;
    this.#listener.onQuarantined(JSON.stringify(second), 'a: came before, with another trade');
    const times = [time, this.#ids.last?.time ?? time];
    const span = { from: Math.min(...times), to: Math.max(...times) };
    this.#listener.onMissed({ ...span, reason: 'same-id', firstTradeId: id, lastTradeId: id });
  }

  /** The first frame that waits has an id that the exchange never gave. */
  dropFar(): void {
    const far = this.#buffer.shift();
    if (far) this.quarantine(far, 'a: the exchange knows of no such id');
    this.#ids.forgetNewest(this.#buffer.newest);
  }

  /** Replaces a frame of the same id that waits and can't be true: no request is needed to know which one is right. */
  replaceFalse(frame: LiveFrame): boolean {
    const waiting = this.#buffer.at(frame.id);
    const error = waiting && this.#times.errorOf(waiting.time, null);
    if (!error || this.#times.errorOf(frame.time, null) !== null) return false;
    this.quarantine(waiting, error);
    this.#buffer.replace(frame);
    return true;
  }

  /** What is missing before `to`, or before the first frame that waits if that comes sooner, will never come. */
  skipTo(to: KnownTrade, reason: Unwatched['reason']): void {
    const { last } = this.#ids;
    const { first } = this.#buffer;
    const end = first && first.id < to.id ? first : to;
    if (!last || end.id <= last.id + 1) return;
    this.#ids.pass(end.id - 1, end.time);
    const ids = { firstTradeId: last.id + 1, lastTradeId: end.id - 1 };
    this.#listener.onMissed({ from: last.time, to: end.time, reason, ...ids });
  }

  /** `row`: the first that the exchange still has */
  skipPurged(row: TradeRow): void {
    this.skipTo({ id: row.id, time: this.#timeOf(row) }, 'purged');
  }

  /** `after`: the row after the invalid ones */
  skipInvalid(rows: readonly InvalidRow[], after: TradeRow | undefined): void {
    for (const { content, message } of rows) this.#listener.onQuarantined(content, message);
    const last = rows.at(-1);
    if (last) this.skipTo({ id: last.id + 1, time: this.#timeOf(after) }, 'unreadable');
  }

  /** The time of the trade before, where the row's own can't be true. */
  #timeOf(row: TradeRow | undefined): number {
    const before = this.#ids.last?.time ?? 0;
    return row && this.errorOf(row) === null ? row.time : before;
  }
}
