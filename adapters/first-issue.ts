import type * as z from 'zod';

/** The first error, with its field: `book.version: expected number`. `subject` names the value when the error has no path. */
export function firstIssue(error: z.ZodError | undefined, subject: string): string {
  const issue = error?.issues[0];
  return `${issue?.path.join('.') || subject}: ${issue?.message ?? 'is not what it should be'}`;
}
