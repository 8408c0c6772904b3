import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { SQS_RECORD } from '../../../support/queue-event.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** As in `infra/constructs/work-queue.ts`. */
const VISIBILITY_MS = 60_000;
const MAX_RECEIVES = 100;
const FUNCTION_TIMEOUT_MS = 20_000;
const MAX_LATENCY_MS = 300;

/** From AWS's description of fair queues: a tenant with more of the processing time is served after the others. */
const NOISY_SHARE = 0.1;

interface Message {
  readonly id: string;
  readonly body: string;
  /** its tenant */
  readonly group: string;
  receives: number;
  isDone: boolean;
}

export interface QueueOptions {
  readonly name: string;
  readonly time: SimulatedTime;
  readonly random: () => number;
  /** invocations at the same time */
  readonly maxConcurrency: number;
  /** messages an invocation; 1 when left out */
  readonly batchSize?: number;
  /** the share of messages that come twice, 0 to 1 */
  readonly doubled: number;
  readonly consume: (event: SQSEvent) => Promise<SQSBatchResponse>;
}

/**
 * An SQS queue with its function: at least once, in no order but that of fair queues, hidden while a function works, among the dead
 * letters after too many receives. In simulated time, since the delays of the local engine are real.
 */
export class SimulatedQueue {
  readonly dead: string[] = [];
  readonly #options: QueueOptions;
  readonly #ready: Message[] = [];
  /** by group, ms */
  readonly #worked = new Map<string, number>();
  /** by group: how many messages were sent */
  readonly sentBy = new Map<string, number>();
  /** by what a wake-up is for: how many are in the queue, and the most that were */
  readonly #inQueue = new Map<string, number>();
  readonly mostInQueue = new Map<string, number>();
  #running = 0;
  sent = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  send(body: string, delayMs: number, group = ''): void {
    const { random, doubled } = this.#options;
    this.sentBy.set(group, (this.sentBy.get(group) ?? 0) + 1);
    const message = { id: `${this.#options.name}-${this.sent++}`, body, group, receives: 0, isDone: false };
    this.#count(message, 1);
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

  #count({ body }: Message, by: number): void {
    const what = body.replace(/"at":\d+/, '');
    const count = (this.#inQueue.get(what) ?? 0) + by;
    this.#inQueue.set(what, count);
    this.mostInQueue.set(what, Math.max(this.mostInQueue.get(what) ?? 0, count));
  }

  #start(): void {
    const { maxConcurrency, batchSize = 1 } = this.#options;
    while (this.#running < maxConcurrency) {
      const batch: Message[] = [];
      for (let next = this.#takeNext(); next; next = batch.length < batchSize ? this.#takeNext() : null) {
        next.receives += 1;
        if (next.receives > MAX_RECEIVES) this.dead.push(next.body);
        else batch.push(next);
      }
      if (batch.length === 0) return;
      this.#receive(batch);
    }
  }

  /** The oldest of a tenant who has had little of the time, or else the oldest. */
  #takeNext(): Message | null {
    const total = [...this.#worked.values()].reduce((sum, ms) => sum + ms, 0);
    const isNoisy = ({ group }: Message) => (this.#worked.get(group) ?? 0) > NOISY_SHARE * total;
    const quiet = this.#ready.findIndex((message) => !isNoisy(message));
    return this.#ready.splice(Math.max(quiet, 0), 1)[0] ?? null;
  }

  #receive(batch: readonly Message[]): void {
    const { name, time, consume } = this.#options;
    const startedAt = time.now;
    for (const message of batch) this.#comeAfter(message, VISIBILITY_MS); // unless it is done by then
    this.#running += 1;
    const Records = batch.map(({ id, body }) => ({ ...SQS_RECORD, messageId: id, body }));
    const invocation = time.invoke(
      name,
      () => consume({ Records }),
      (answer) => {
        const failed = answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
        for (const message of batch) {
          this.#worked.set(message.group, (this.#worked.get(message.group) ?? 0) + time.now - startedAt);
          if (!failed || failed.includes(message.id) || message.isDone) continue;
          message.isDone = true;
          this.#count(message, -1);
        }
        this.#running -= 1;
        this.#start();
      },
    );
    time.after(FUNCTION_TIMEOUT_MS, () => time.kill(invocation));
  }
}
