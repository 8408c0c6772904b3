import type { WebhookCall } from '../../../../adapters/http/webhook-caller.ts';
import type { Answered, WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import type { Invocation, SimulatedTime } from './simulated-time.ts';

const MAX_LATENCY_MS = 4_000;

export interface ReceiverPlan {
  /** the share of calls that fail, and the share that is read and not answered, 0 to 1 */
  readonly failing: number;
  /** between two messages that a receiver accepts; 0: no limit */
  readonly limitMs: number;
}

/** A request that a receiver has read. */
export interface ReadPost {
  readonly webhookId: string;
  readonly body: string;
  readonly at: number;
  readonly sender: Invocation | null;
  /** the sender got 2xx */
  readonly isAnswered: boolean;
}

/**
 * The hosts behind webhooks. A share of their answers is 500; another share is missing, though they have read the request. Each
 * accepts one message every `limitMs`, and says when to come again to a message that comes sooner.
 */
export class SimulatedReceivers {
  readonly read: ReadPost[] = [];
  readonly #time: SimulatedTime;
  readonly #random: () => number;
  readonly #failing: number;
  readonly #limitMs: number;
  /** by address: when the next message is accepted */
  readonly #freeAt = new Map<string, number>();

  constructor(time: SimulatedTime, random: () => number, { failing, limitMs }: ReceiverPlan) {
    this.#time = time;
    this.#random = random;
    this.#failing = failing;
    this.#limitMs = limitMs;
  }

  async call({ url, headers, body }: WebhookCall): Promise<WebhookAnswer> {
    return this.#time.wait(this.#random() * MAX_LATENCY_MS, async () => {
      if (this.#random() < this.#failing) return answered(500);
      const waitMs = (this.#freeAt.get(url) ?? 0) - this.#time.now;
      if (waitMs > 0) return { ...answered(429), retryAfterMs: waitMs };
      this.#freeAt.set(url, this.#time.now + this.#limitMs);
      const isAnswered = this.#random() >= this.#failing;
      const sender = this.#time.present;
      this.read.push({ webhookId: headers['webhook-id'] ?? '', body, at: this.#time.now, sender, isAnswered });
      if (!isAnswered) return { kind: 'no-answer', detail: 'it closed the connection' };
      return answered(204);
    });
  }
}

function answered(status: number): Answered {
  return {
    kind: 'answered',
    status,
    retryAfterMs: null,
    text: '',
    body: '',
    location: null,
    tookMs: 20,
    isCutOff: false,
  };
}
