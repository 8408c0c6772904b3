import { explainExchangeSymbol } from '../../../domain/market/symbol.ts';

/** One wrong field of a request. `path` is dotted (`condition.level`) and empty for the body as a whole. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** the alert that stands in the way */
  readonly alertId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is no success (RFC 9457). The client gets all of it: put nothing inner in here. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly options: ProblemOptions;

  constructor(options: ProblemOptions) {
    super(options.detail);
    this.options = options;
  }
}

export function invalidRequest(errors: readonly FieldError[]): Problem {
  const detail = errors.map(({ path, message }) => `${path || 'the body'} ${message}`).join('; ');
  return new Problem({ status: 422, title: 'Invalid request', detail, errors });
}

export function notFound(detail: string): Problem {
  return new Problem({ status: 404, title: 'Not found', detail });
}

/** The same for an alert that does not exist and for another person's. */
export function noSuchAlert(): Problem {
  return notFound('You have no alert with this id.');
}

export function noSuchCoin(symbol: string): Problem {
  const reserved = explainExchangeSymbol(symbol);
  return notFound(reserved ? `${symbol}: ${reserved}.` : 'No coin of this name is followed.');
}

/** The row of one coin can't be read; the log says why. */
export function faultyCoin(symbol: string): Problem {
  return new Problem({
    status: 500,
    title: 'Faulty coin',
    detail: `What is stored of ${symbol} can't be read; the fault is on our side and was logged. Other coins are not affected.`,
  });
}

export function unavailable(detail: string, retryAfterS: number): Problem {
  return new Problem({
    status: 503,
    title: 'Not available just now',
    detail,
    headers: { 'retry-after': String(retryAfterS) },
  });
}

/** `alertId`: the alert that has it. */
export function externalIdTaken(alertId: string): Problem {
  return new Problem({
    status: 409,
    title: 'External id taken',
    detail: `Your alert ${alertId} has this externalId.`,
    errors: [{ path: 'externalId', message: 'is that of another alert of yours' }],
    alertId,
  });
}

/** Of alerts that are to be written together: each coin and each webhook of theirs is a part too. */
export function tooManyParts(): Problem {
  return new Problem({
    status: 422,
    title: 'Too much at once',
    detail: 'One transaction can not hold all of it: name fewer items, or fewer coins and webhooks.',
  });
}

export function versionMismatch(version: number): Problem {
  return new Problem({
    status: 412,
    title: 'Changed meanwhile',
    detail: `If-Match does not name the present version, "${version}".`,
  });
}

export function unreadableAlert(why: string): Problem {
  return new Problem({
    status: 409,
    title: 'Faulty alert',
    detail: `What is stored of this alert can't be read (${why}); delete it and make it again.`,
  });
}
