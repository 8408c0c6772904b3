import type { TickRecord, TickStream } from '../../../../adapters/streams/tick-stream.ts';
import { decodeTick, type Tick } from '../../../../domain/market/tick.ts';
import type { Process, VirtualTime } from './virtual-time.ts';

/**
 * How a call fails.
 * - `answer-lost`: it has its effect, but the caller gets an error.
 * - `not-taken`: it has no effect.
 * - `late`: the caller gives up, and it has its effect a second later.
 */
export type CallFault = 'answer-lost' | 'not-taken' | 'late';

/** A tick in the stream. */
export interface Landed {
  readonly tick: Tick;
  /** exchange ms */
  readonly at: number;
}

/** As in `adapters/streams/tick-stream.ts`: the caller waits so long for an answer. */
const TIMEOUT_MS = 5_000;
const TAKES_MS = { least: 5, most: 60 };

/** The stream of ticks in memory; calls take time and can fail in all the ways in which Kinesis does. */
export class ChaosStream {
  /** in the order in which they can be read */
  readonly landed: Landed[] = [];
  /** share of the records that are refused, 0 to 1 */
  refusing = 0;
  /** of the next calls */
  readonly faults: CallFault[] = [];
  readonly #time: VirtualTime;
  readonly #random: () => number;
  readonly #onLanded: (landed: Landed) => void;

  constructor(time: VirtualTime, random: () => number, onLanded: (landed: Landed) => void) {
    this.#time = time;
    this.#random = random;
    this.#onLanded = onLanded;
  }

  /** The stream as one process sees it. `isLost`: whether a call is lost when its process dies */
  of(process: Process, isLost: () => boolean): TickStream {
    return {
      put: async (records) => {
        const fault = this.faults.shift() ?? null;
        const answers = records.map(() => (this.#random() < this.refusing ? 'ProvisionedThroughputExceeded' : null));
        const tookMs = TAKES_MS.least + this.#random() * (TAKES_MS.most - TAKES_MS.least);
        const land = () => {
          if (fault === 'not-taken' || (process.state === 'dead' && isLost())) return;
          this.#land(records.filter((_, index) => answers[index] === null));
        };
        this.#time.after(fault === 'late' ? TIMEOUT_MS + 1_000 : tookMs / 2, land);
        const timesOut = fault === 'answer-lost' || fault === 'late';
        await this.#time.sleep(timesOut ? TIMEOUT_MS : tookMs, process);
        if (fault) throw new Error(fault);
        return answers;
      },
    };
  }

  #land(records: readonly TickRecord[]): void {
    for (const { data } of records) {
      const landed = { tick: decodeTick(Buffer.from(data).toString()), at: this.#time.now() };
      this.landed.push(landed);
      this.#onLanded(landed);
    }
  }
}
