import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { SQS_RECORD } from '../../../support/queue-event.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** As in `infra/constructs/work-queue.ts`. */
const VISIBILITY_MS = 60_000;
const MAX_RECEIVES = 100;
const FUNCTION_TIMEOUT_MS = 20_000;
const MAX_LATENCY_MS = 300;

interface Message {
  readonly id: string;
  readonly body: string;
  receives: number;
  isDone: boolean;
}

export interface QueueOptions {
  readonly name: string;
  readonly time: SimulatedTime;
  readonly random: () => number;
  /** invocations at the same time */
  readonly maxConcurrency: number;
  /** the share of messages that come twice, 0 to 1 */
  readonly doubled: number;
  readonly consume: (event: SQSEvent) => Promise<SQSBatchResponse>;
}

/**
 * An SQS queue with its function: at least once, in no order, hidden while a function works, among the dead letters after too many
 * receives. In simulated time, since the delays of the local engine are real.
 */
export class SimulatedQueue {
  readonly dead: string[] = [];
  readonly #options: QueueOptions;
  readonly #ready: Message[] = [];
  #running = 0;
  sent = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  send(body: string, delayMs: number): void {
    const { random, doubled } = this.#options;
    const message = { id: `${this.#options.name}-${this.sent++}`, body, receives: 0, isDone: false };
    this.#comeAfter(message, delayMs);
    if (random() < doubled) this.#comeAfter({ ...message, id: `${message.id}-again` }, delayMs + random() * 30_000);
  }

  /** The operator sends dead letters again. */
  redrive(isWorthIt: (body: string) => boolean): number {
    const again = this.dead.filter(isWorthIt);
    this.dead.splice(0, this.dead.length, ...this.dead.filter((body) => !isWorthIt(body)));
    for (const body of again) this.send(body, 0);
    return again.length;
  }

  #comeAfter(message: Message, delayMs: number): void {
    const { time, random } = this.#options;
    time.after(delayMs + random() * MAX_LATENCY_MS, () => {
      if (message.isDone) return;
      this.#ready.push(message);
      this.#start();
    });
  }

  #start(): void {
    const { maxConcurrency } = this.#options;
    while (this.#running < maxConcurrency) {
      const message = this.#ready.shift();
      if (!message) return;
      this.#receive(message);
    }
  }

  #receive(message: Message): void {
    const { name, time, consume } = this.#options;
    message.receives += 1;
    if (message.receives > MAX_RECEIVES) {
      this.dead.push(message.body);
      return;
    }
    this.#comeAfter(message, VISIBILITY_MS); // unless it is done by then
    this.#running += 1;
    const event = { Records: [{ ...SQS_RECORD, messageId: message.id, body: message.body }] };
    const invocation = time.invoke(
      name,
      () => consume(event),
      (answer) => {
        if (answer?.batchItemFailures.length === 0) message.isDone = true;
        this.#running -= 1;
        this.#start();
      },
    );
    time.after(FUNCTION_TIMEOUT_MS, () => time.kill(invocation));
  }
}
