import type { WebhookAnswer } from '../../../../domain/webhook-retry.ts';
import type { WebhookCall } from '../../../../functions/adapters/webhook-caller.ts';
import type { Invocation, SimulatedTime } from './simulated-time.ts';

const MAX_LATENCY_MS = 4_000;

/** A request that a receiver has read. */
export interface ReadPost {
  readonly webhookId: string;
  readonly body: string;
  readonly at: number;
  readonly sender: Invocation | null;
  /** whether whoever sent it was told 2xx */
  readonly isAnswered: boolean;
}

/** The hosts behind webhooks: of their answers a share is 500, or none, though they have read the request. */
export class SimulatedReceivers {
  readonly read: ReadPost[] = [];
  readonly #time: SimulatedTime;
  readonly #random: () => number;
  readonly #failing: number;

  constructor(time: SimulatedTime, random: () => number, failing: number) {
    this.#time = time;
    this.#random = random;
    this.#failing = failing;
  }

  async call({ headers, body }: WebhookCall): Promise<WebhookAnswer> {
    return this.#time.wait(this.#random() * MAX_LATENCY_MS, async () => {
      if (this.#random() < this.#failing) return { kind: 'answered', status: 500, retryAfterMs: null, text: '' };
      const isAnswered = this.#random() >= this.#failing;
      const sender = this.#time.present;
      this.read.push({ webhookId: headers['webhook-id'] ?? '', body, at: this.#time.now, sender, isAnswered });
      if (!isAnswered) return { kind: 'no-answer', detail: 'it closed the connection' };
      return { kind: 'answered', status: 204, retryAfterMs: null, text: '' };
    });
  }
}
