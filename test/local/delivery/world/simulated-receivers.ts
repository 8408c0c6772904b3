import type { WebhookCall } from '../../../../adapters/http/webhook-caller.ts';
import type { Answered, WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import { speedOf } from '../../../../domain/channels/webhook-speed.ts';
import type { Invocation, SimulatedTime } from './simulated-time.ts';

const MAX_LATENCY_MS = 4_000;
const PROMPT_MS = 20;
/** Few enough that none is switched off, whatever the order in which its answers are recorded. */
const MAX_SLOW_IN_A_ROW = 5;
/** The longest answer of a prompt or failing receiver. */
const SOON_MS = 200;
/** As long as the caller waits for the end of an answer. */
const PATIENCE_MS = 5_000;

/** `trickling`: answers 200, and its body does not end. `silent`: reads and never answers. `failing`: 500. */
export type ReceiverHabit = 'prompt' | 'trickling' | 'silent' | 'failing';

export interface ReceiverPlan {
  /** the share of calls that fail, and the share that is read and not answered, 0 to 1 */
  readonly failing: number;
  /** between two messages that a receiver accepts; 0: no limit */
  readonly limitMs: number;
}

/** A request that a receiver has read. */
export interface ReadPost {
  readonly webhookId: string;
  readonly url: string;
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
  /** by address; one that is not here does as the plan says */
  readonly habits = new Map<string, ReceiverHabit>();
  /** by address: the most calls that were under way at once */
  readonly mostAtOnce = new Map<string, number>();
  readonly #underWay = new Map<string, number>();
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

  async call(call: WebhookCall): Promise<WebhookAnswer> {
    const { url } = call;
    const count = (this.#underWay.get(url) ?? 0) + 1;
    this.#underWay.set(url, count);
    this.mostAtOnce.set(url, Math.max(this.mostAtOnce.get(url) ?? 0, count));
    const habit = this.habits.get(url);
    const answer = await (habit ? this.#answerBy(habit, call) : this.#answerByPlan(call));
    this.#underWay.set(url, (this.#underWay.get(url) ?? 1) - 1);
    return answer;
  }

  async #answerBy(habit: ReceiverHabit, call: WebhookCall): Promise<WebhookAnswer> {
    if (habit !== 'failing') this.#note(call, habit !== 'silent');
    const isSoon = habit === 'prompt' || habit === 'failing';
    const tookMs = isSoon ? Math.round(this.#random() * SOON_MS) : PATIENCE_MS;
    return this.#time.wait(tookMs, async () => {
      if (habit === 'silent') return { kind: 'no-answer', detail: 'no answer in time' };
      if (habit === 'failing') return answered(500, tookMs);
      return { ...answered(200, tookMs), isCutOff: habit === 'trickling' };
    });
  }

  async #answerByPlan(call: WebhookCall): Promise<WebhookAnswer> {
    const { url } = call;
    const mustBePrompt = (this.#slowInARow.get(url) ?? 0) >= MAX_SLOW_IN_A_ROW;
    const tookMs = mustBePrompt ? PROMPT_MS : Math.round(this.#random() * MAX_LATENCY_MS);
    return this.#time.wait(tookMs, async () => {
      const answer = this.#answer(call, { tookMs, mustBePrompt });
      this.#slowInARow.set(url, speedOf(answer) === 'prompt' ? 0 : (this.#slowInARow.get(url) ?? 0) + 1);
      return answer;
    });
  }

  #answer(call: WebhookCall, { tookMs, mustBePrompt }: Manner): WebhookAnswer {
    const { url } = call;
    if (this.#random() < this.#failing) return answered(500, tookMs);
    const waitMs = (this.#freeAt.get(url) ?? 0) - this.#time.now;
    if (waitMs > 0) return { ...answered(429, tookMs), retryAfterMs: waitMs };
    this.#freeAt.set(url, this.#time.now + this.#limitMs);
    const isAnswered = mustBePrompt || this.#random() >= this.#failing;
    this.#note(call, isAnswered);
    if (!isAnswered) return { kind: 'no-answer', detail: 'it closed the connection' };
    return answered(204, tookMs);
  }

  #note({ url, headers, body }: WebhookCall, isAnswered: boolean): void {
    const sender = this.#time.present;
    this.read.push({
      webhookId: headers['webhook-id'] ?? '',
      url,
      body: String(body),
      at: this.#time.now,
      sender,
      isAnswered,
    });
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
