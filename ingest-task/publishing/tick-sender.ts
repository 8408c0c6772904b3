import { type LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import {
  MAX_CALL_BYTES,
  MAX_RECORDS_PER_CALL,
  type TickRecord,
  type TickStream,
} from '../../adapters/streams/tick-stream.ts';
import type { Clock } from '../clock.ts';

/** Calls whose answer is awaited; more of them would not help a stream that is slow. */
export const MAX_CALLS_IN_FLIGHT = 8;

/** A record, and the coin that it is of. */
export interface Parcel<Coin> {
  readonly coin: Coin;
  readonly record: TickRecord;
}

/** Which coins' records the stream accepted, and which it refused. */
export interface Answer<Coin> {
  readonly accepted: readonly Coin[];
  readonly refused: readonly Coin[];
}

export interface TickSenderDeps<Coin> {
  readonly tickStream: TickStream;
  readonly clock: Clock;
  readonly log: Log;
  readonly errorLines: LineLimit;
  /** once per call */
  readonly onAnswer: (answer: Answer<Coin>) => void;
}

/** Puts records into the stream in as few calls as Kinesis allows; logs when that begins to fail and when it works again. */
export class TickSender<Coin> {
  readonly #deps: TickSenderDeps<Coin>;
  #callsInFlight = 0;
  #isFailing = false;

  constructor(deps: TickSenderDeps<Coin>) {
    this.#deps = deps;
  }

  get isBusy(): boolean {
    return this.#callsInFlight >= MAX_CALLS_IN_FLIGHT;
  }

  get isIdle(): boolean {
    return this.#callsInFlight === 0;
  }

  send(parcels: readonly Parcel<Coin>[]): void {
    for (const call of divide(parcels)) void this.#call(call);
  }

  async #call(parcels: readonly Parcel<Coin>[]): Promise<void> {
    this.#callsInFlight += 1;
    const errors = await this.#put(parcels);
    this.#callsInFlight -= 1;
    this.#logChange(errors.find((error) => error !== null) ?? null);
    const answer: { accepted: Coin[]; refused: Coin[] } = { accepted: [], refused: [] };
    for (const [index, { coin }] of parcels.entries()) {
      (errors[index] === null ? answer.accepted : answer.refused).push(coin);
    }
    this.#deps.onAnswer(answer);
  }

  /** Per record null or why it was refused. A call that failed may have been carried out all the same. */
  async #put(parcels: readonly Parcel<Coin>[]): Promise<(string | null)[]> {
    try {
      return await this.#deps.tickStream.put(parcels.map(({ record }) => record));
    } catch (error) {
      return parcels.map(() => reasonOf(error));
    }
  }

  #logChange(error: string | null): void {
    const { log, clock, errorLines } = this.#deps;
    const isFailing = error !== null;
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    if (!errorLines.allows(clock.elapsed())) return;
    if (isFailing) log.warn('the tick stream refuses records', { error });
    else log.info('the tick stream accepts records again');
  }
}

/** Into calls that Kinesis allows. */
function divide<Coin>(parcels: readonly Parcel<Coin>[]): Parcel<Coin>[][] {
  const calls: Parcel<Coin>[][] = [];
  let bytes = 0;
  for (const parcel of parcels) {
    const call = calls.at(-1);
    bytes += parcel.record.data.byteLength;
    if (call && call.length < MAX_RECORDS_PER_CALL && bytes <= MAX_CALL_BYTES) {
      call.push(parcel);
    } else {
      calls.push([parcel]);
      bytes = parcel.record.data.byteLength;
    }
  }
  return calls;
}
