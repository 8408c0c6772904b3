import type * as z from 'zod';
import { type FieldError, invalidRequest } from './problem.ts';

/** More errors than these in one answer help nobody. */
const MAX_ERRORS = 20;

type Issue = z.core.$ZodIssue;

/** @throws Problem 422 naming every wrong field by its dotted path */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { error: defaultMessage });
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.flatMap(errorsOf).slice(0, MAX_ERRORS));
}

/** For what no schema can check. @throws Problem 422 when there are errors */
export function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidRequest(errors.slice(0, MAX_ERRORS));
}

/** For fields whose schema has no message of its own. */
function defaultMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'is required';
  const article = /^[aeiou]/.test(String(issue.expected)) ? 'an' : 'a';
  return `must be ${article} ${issue.expected}`;
}

function errorsOf(issue: Issue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: dotted(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ path: dotted([...issue.path, key]), message: 'is not a known field' }));
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
