import type * as z from 'zod';

/** The first error, with its field: `book.version: expected number`. `whole` is the name when no field is to blame. */
export function firstIssue(error: z.ZodError | undefined, whole: string): string {
  const issue = error?.issues[0];
  return `${issue?.path.join('.') || whole}: ${issue?.message ?? 'is not what it should be'}`;
}
