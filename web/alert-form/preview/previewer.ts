import { type Signal, signal } from '@preact/signals';
import type { PreviewView } from '../../../contract/preview-view.ts';
import { ApiError, describeError } from '../../api/api-error.ts';
import type { CreateAlertBody } from '../draft/bodies.ts';
import type { FieldProblem } from '../draft/request-of-draft.ts';

/**
 * - `none`: there is nothing to preview.
 * - `waiting`: it is asked for, or will be soon; `shown` is the one before.
 * - `shown`: of what the form says.
 * - `refused`: the form says what can't be; `problems` by field.
 * - `limited`: too many previews; asked for again at `until`, ms.
 * - `failed`: no answer.
 */
export type PreviewState =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly shown: PreviewView | null }
  | { readonly kind: 'shown'; readonly shown: PreviewView }
  | { readonly kind: 'refused'; readonly detail: string; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'limited'; readonly until: number; readonly shown: PreviewView | null }
  | { readonly kind: 'failed'; readonly detail: string };

export interface PreviewerDeps {
  /** `days`: how far back; undefined: as far as the API goes */
  readonly ask: (
    body: CreateAlertBody,
    options: { days: number | undefined; signal: AbortSignal },
  ) => Promise<PreviewView>;
  readonly now?: () => number;
}

/** A person types on: only what stands for so long is asked for. */
export const PREVIEW_AFTER_MS = 450;
/** The gateway refuses without saying until when. */
const WAIT_MS = 3_000;
const TOO_MANY = 429;
const TOO_LONG = 'The preview takes too long just now. The alert can be saved without it.';

/** Asks for the preview of what the form says, one at a time: a newer question ends the one before. */
export class Previewer {
  readonly state: Signal<PreviewState> = signal<PreviewState>({ kind: 'none' });
  readonly #deps: PreviewerDeps;
  readonly #now: () => number;
  #asked: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;

  constructor(deps: PreviewerDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
  }

  /** Null: nothing that could be previewed. The same body again changes nothing. */
  show(body: CreateAlertBody | null): void {
    const asked = body && JSON.stringify(body);
    if (asked === this.#asked) return;
    const isLimited = this.state.peek().kind === 'limited';
    const untilLimit = isLimited ? this.#leftMs() : 0;
    this.stop();
    this.#asked = asked;
    if (!body) this.state.value = { kind: 'none' };
    else this.#askIn(Math.max(PREVIEW_AFTER_MS, untilLimit), body, isLimited);
  }

  /** Asks again after a failure. */
  retry(body: CreateAlertBody): void {
    this.#asked = null;
    this.show(body);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
    this.#asked = null;
  }

  #leftMs(): number {
    const state = this.state.peek();
    return state.kind === 'limited' ? Math.max(0, state.until - this.#now()) : 0;
  }

  #askIn(ms: number, body: CreateAlertBody, isLimited: boolean): void {
    if (!isLimited) this.state.value = { kind: 'waiting', shown: this.#lastShown() };
    this.#timer = setTimeout(() => void this.#ask(body), ms);
  }

  async #ask(body: CreateAlertBody, days?: number): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.state.value = { kind: 'waiting', shown: this.#lastShown() };
    try {
      const shown = await this.#deps.ask(body, { days, signal: running.signal });
      if (!running.signal.aborted) this.state.value = { kind: 'shown', shown };
    } catch (error) {
      if (!running.signal.aborted) this.#fail(error, body, days);
    }
  }

  #fail(error: unknown, body: CreateAlertBody, days = Infinity): void {
    const refusal = error instanceof ApiError ? error : null;
    const tooLong = refusal?.problem.errors?.find(({ path }) => path === 'days');
    if (tooLong) {
      // of the preview, not of the alert: a shorter one says something too
      const fewer = Number(/days=(\d+)/.exec(tooLong.message)?.[1] ?? days);
      if (fewer < days) void this.#ask(body, fewer);
      else this.state.value = { kind: 'failed', detail: TOO_LONG };
      return;
    }
    if (refusal?.status === TOO_MANY) {
      const waitMs = Math.max(refusal.retryAfterMs ?? WAIT_MS, PREVIEW_AFTER_MS);
      this.state.value = { kind: 'limited', until: this.#now() + waitMs, shown: this.#lastShown() };
      this.#askIn(waitMs, body, true);
      return;
    }
    const detail = describeError(error);
    const isRefused = refusal !== null && refusal.status >= 400 && refusal.status < 500;
    const problems = refusal?.problem.errors ?? [];
    this.state.value = isRefused ? { kind: 'refused', detail, problems } : { kind: 'failed', detail };
  }

  #lastShown(): PreviewView | null {
    const state = this.state.peek();
    return 'shown' in state ? state.shown : null;
  }
}
