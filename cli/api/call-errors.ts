import * as z from 'zod';
import { CliError, EXIT } from '../terminal/exit-codes.ts';

/** RFC 9457, as far as it is shown. */
const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** The API answered with a problem. The message is for people: each wrong field has its line. */
export class ProblemError extends CliError {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** as it was answered */
  readonly problem: unknown;

  constructor(status: number, problem: unknown) {
    super(describeProblem(status, problem), status === 401 ? EXIT.signIn : EXIT.failure);
    this.status = status;
    this.problem = problem;
  }
}

function describeProblem(status: number, body: unknown): string {
  if (status === 401) return 'The API does not accept the token, or there is none: sign in with `pricebell login`.';
  const { data: problem } = problemSchema.safeParse(body);
  // what answers without a problem is no Pricebell: a proxy, or another server at this address
  if (!problem) return `The server answered ${status} without saying why. Is this the address of a Pricebell API?`;
  const { title, detail, errors = [] } = problem;
  if (errors.length === 0) return detail ? `${title}: ${detail}` : title;
  return [`${title}:`, ...errors.map(({ path, message }) => `  ${path || 'the request'} ${message}`)].join('\n');
}

/** Nothing answered, or not in time. */
export class UnreachableError extends CliError {
  override readonly name = 'UnreachableError';
}

/** @returns the reason in words, from the innermost cause */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.message;
}
