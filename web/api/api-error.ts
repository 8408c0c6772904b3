import type { ProblemView } from '../../contract/problem-view.ts';

/** The API refused a request, or did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0: no answer came */
  readonly status: number;
  readonly problem: ProblemView;
  /** how long the API asks to wait; null: it does not say */
  readonly retryAfterMs: number | null;

  constructor(problem: ProblemView, retryAfterMs: number | null = null) {
    super(problem.detail);
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer: the network is gone, or the address does not answer. */
export function unreachable(): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: 'No answer',
    status: 0,
    detail: 'Pricebell does not answer. Check the connection, then try again.',
  });
}

/** What a person reads of any error. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return 'Something went wrong on this page. Reload it, then try again.';
}
