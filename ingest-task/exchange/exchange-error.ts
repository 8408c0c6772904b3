/**
 * Why the exchange did not answer a request.
 * - `region`: it serves no address of this region.
 * - `firewall`: its firewall refuses this address.
 * - `limited`: too many requests; it says for how long to wait.
 * - `banned`: requests went on after `limited`.
 * - `server`: the exchange failed.
 * - `refused`: it refuses this request.
 * - `malformed`: its answer can't be read.
 * - `slow`: its answer came too late to be of use.
 * - `unreachable`: no answer came.
 */
export type ExchangeErrorKind =
  | 'region'
  | 'firewall'
  | 'limited'
  | 'banned'
  | 'server'
  | 'refused'
  | 'malformed'
  | 'slow'
  | 'unreachable';

/** These concern the one coin that was asked for; the others say that no request will be answered. */
const OF_ONE_COIN: ReadonlySet<ExchangeErrorKind> = new Set(['malformed', 'refused', 'slow']);
/** The same request will get no better answer later. */
const FINAL: ReadonlySet<ExchangeErrorKind> = new Set(['malformed', 'refused']);

/** A request to the exchange failed. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly kind: ExchangeErrorKind;
  /** how long the exchange wants no request, ms; 0 when it did not say */
  readonly retryAfterMs: number;

  constructor(kind: ExchangeErrorKind, message: string, retryAfterMs = 0) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }

  get concernsOneCoin(): boolean {
    return OF_ONE_COIN.has(this.kind);
  }

  get isFinal(): boolean {
    return FINAL.has(this.kind);
  }
}

/** An answer that can't be read: names the place and the field. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}
