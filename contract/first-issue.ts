import type * as z from 'zod';

/** What is wrong first, naming the field: `book.version: expected number`. `whole` names the thing itself. */
export function firstIssue(error: z.ZodError | undefined, whole: string): string {
  const issue = error?.issues[0];
  return `${issue?.path.join('.') || whole}: ${issue?.message ?? 'is not what it should be'}`;
}
