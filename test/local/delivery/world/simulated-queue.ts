import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { SQS_RECORD } from '../../../support/queue-event.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** As `infra/constructs/work-queue.ts` sets them. */
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

export interface QueueParts {
  readonly name: string;
  readonly time: SimulatedTime;
  readonly random: () => number;
  /** invocations at once */
  readonly maxConcurrency: number;
  /** how many of the messages come twice, 0 to 1 */
  readonly doubled: number;
  readonly consume: (event: SQSEvent) => Promise<SQSBatchResponse>;
}

/**
 * A queue of SQS with its function: at least once, in no order, hidden while a function is at it, kept among the dead
 * letters after too many receives. In simulated time: the local engine's delays would be waited for.
 */
export class SimulatedQueue {
  readonly dead: string[] = [];
  readonly #parts: QueueParts;
  readonly #ready: Message[] = [];
  #running = 0;
  sent = 0;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  send(body: string, delayMs: number): void {
    const { random, doubled } = this.#parts;
    const message = { id: `${this.#parts.name}-${this.sent++}`, body, receives: 0, isDone: false };
    this.#comeAfter(message, delayMs);
    if (random() < doubled) this.#comeAfter({ ...message, id: `${message.id}-again` }, delayMs + random() * 30_000);
  }

  /** The operator sends what is among the dead letters again. */
  redrive(isWorthIt: (body: string) => boolean): number {
    const again = this.dead.filter(isWorthIt);
    this.dead.splice(0, this.dead.length, ...this.dead.filter((body) => !isWorthIt(body)));
    for (const body of again) this.send(body, 0);
    return again.length;
  }

  #comeAfter(message: Message, delayMs: number): void {
    const { time, random } = this.#parts;
    time.after(delayMs + random() * MAX_LATENCY_MS, () => {
      if (message.isDone) return;
      this.#ready.push(message);
      this.#start();
    });
  }

  #start(): void {
    const { maxConcurrency } = this.#parts;
    while (this.#running < maxConcurrency) {
      const message = this.#ready.shift();
      if (!message) return;
      this.#receive(message);
    }
  }

  #receive(message: Message): void {
    const { name, time, consume } = this.#parts;
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
