import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { SimulatedTime } from './simulated-time.ts';

const BATCH_SIZE = 10;
const POLL_MS = 250;
const MAX_RETRY_MS = 60_000;
const FUNCTION_TIMEOUT_MS = 20_000;

export interface StreamOptions {
  readonly name: string;
  readonly time: SimulatedTime;
  readonly random: () => number;
  /** the share of batches that come again later, 0 to 1 */
  readonly doubled: number;
  readonly consume: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;
}

/** A table's stream of one shard with its function: batches in order, repeated from the first failed record on. */
export class SimulatedStream {
  readonly #options: StreamOptions;
  readonly #records: DynamoDBRecord[] = [];
  #next = 0;
  #isRunning = false;
  #retryMs = POLL_MS;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  add(dynamodb: NonNullable<DynamoDBRecord['dynamodb']>): void {
    const SequenceNumber = String(1_000_000 + this.#records.length);
    this.#records.push({ eventSourceARN: this.#options.name, dynamodb: { ...dynamodb, SequenceNumber } });
    this.#poll(this.#options.random() * POLL_MS);
  }

  #poll(delayMs: number): void {
    this.#options.time.after(delayMs, () => {
      if (this.#isRunning || this.#next >= this.#records.length) return;
      this.#isRunning = true;
      this.#run(this.#records.slice(this.#next, this.#next + BATCH_SIZE));
    });
  }

  #run(batch: readonly DynamoDBRecord[]): void {
    const { random, doubled, time } = this.#options;
    this.#invoke(batch, (answer) => {
      const failed = answer ? answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : null;
      const done = failed ? doneOf(batch, failed) : 0;
      this.#next += done;
      this.#isRunning = false;
      this.#retryMs = done > 0 ? POLL_MS : Math.min(2 * this.#retryMs, MAX_RETRY_MS);
      this.#poll(done === batch.length ? 0 : this.#retryMs);
      // a batch that was processed already comes again
      if (random() < doubled) time.after(random() * 120_000, () => this.#invoke(batch.toReversed(), () => {}));
    });
  }

  #invoke(batch: readonly DynamoDBRecord[], ended: (answer: DynamoDBBatchResponse | null) => void): void {
    const { name, time, consume } = this.#options;
    const invocation = time.invoke(name, () => consume({ Records: [...batch] }), ended);
    time.after(FUNCTION_TIMEOUT_MS, () => time.kill(invocation));
  }
}

/** How many records, from the first on, need not come again. */
function doneOf(batch: readonly DynamoDBRecord[], failed: readonly (string | undefined)[]): number {
  const first = batch.findIndex(({ dynamodb }) => failed.includes(dynamodb?.SequenceNumber));
  return first === -1 ? batch.length : first;
}
