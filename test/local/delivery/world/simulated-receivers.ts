import type { WebhookCall } from '../../../../adapters/http/webhook-caller.ts';
import type { Answered, WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import { speedOf } from '../../../../domain/channels/webhook-speed.ts';
import type { Invocation, SimulatedTime } from './simulated-time.ts';

const MAX_LATENCY_MS = 4_000;
const PROMPT_MS = 20;
/** Few enough that none is switched off, whatever the order in which its answers are recorded. */
const MAX_SLOW_IN_A_ROW = 5;

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

interface Manner {
  readonly tookMs: number;
  readonly mustBePrompt: boolean;
}

/**
 * The hosts behind webhooks. A share of their answers is 500; another share is missing, though they have read the request. Each
 * accepts one message every `limitMs`, and says when to come again to a message that comes sooner. Every second answer is slow, up to
 * five in a row with those that are missing.
 */
export class SimulatedReceivers {
  readonly read: ReadPost[] = [];
  readonly #time: SimulatedTime;
  readonly #random: () => number;
  readonly #failing: number;
  readonly #limitMs: number;
  /** by address: when the next message is accepted */
  readonly #freeAt = new Map<string, number>();
  /** by address: slow and missing answers in a row */
  readonly #slowInARow = new Map<string, number>();

  constructor(time: SimulatedTime, random: () => number, { failing, limitMs }: ReceiverPlan) {
    this.#time = time;
    this.#random = random;
    this.#failing = failing;
    this.#limitMs = limitMs;
  }

  async call({ url, headers, body }: WebhookCall): Promise<WebhookAnswer> {
    const mustBePrompt = (this.#slowInARow.get(url) ?? 0) >= MAX_SLOW_IN_A_ROW;
    const tookMs = mustBePrompt ? PROMPT_MS : Math.round(this.#random() * MAX_LATENCY_MS);
    return this.#time.wait(tookMs, async () => {
      const answer = this.#answer({ url, headers, body }, { tookMs, mustBePrompt });
      this.#slowInARow.set(url, speedOf(answer) === 'prompt' ? 0 : (this.#slowInARow.get(url) ?? 0) + 1);
      return answer;
    });
  }

  #answer({ url, headers, body }: WebhookCall, { tookMs, mustBePrompt }: Manner): WebhookAnswer {
    if (this.#random() < this.#failing) return answered(500, tookMs);
    const waitMs = (this.#freeAt.get(url) ?? 0) - this.#time.now;
    if (waitMs > 0) return { ...answered(429, tookMs), retryAfterMs: waitMs };
    this.#freeAt.set(url, this.#time.now + this.#limitMs);
    const isAnswered = mustBePrompt || this.#random() >= this.#failing;
    const sender = this.#time.present;
    this.read.push({ webhookId: headers['webhook-id'] ?? '', body, at: this.#time.now, sender, isAnswered });
    if (!isAnswered) return { kind: 'no-answer', detail: 'it closed the connection' };
    return answered(204, tookMs);
  }
}

function answered(status: number, tookMs: number): Answered {
  return {
    kind: 'answered',
    status,
    retryAfterMs: null,
    text: '',
    body: '',
    location: null,
    tookMs,
    isCutOff: false,
  };
}
