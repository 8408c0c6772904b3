import { isObject } from '../json.ts';

/** What a function said about its batch: all done, nothing done, or failed are just the records with these ids. */
export type BatchResponse =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'partial'; readonly failed: ReadonlySet<string> };

const DONE: BatchResponse = { kind: 'done' };
const FAILED: BatchResponse = { kind: 'failed' };

/**
 * Reads `{ batchItemFailures: [{ itemIdentifier }] }` as AWS documents it: nothing or an empty list is success; an
 * identifier that is empty, null, misspelt or of no record in the batch makes the whole batch fail.
 */
export function readBatchResponse(response: unknown, ids: readonly string[]): BatchResponse {
  if (response === null || response === undefined || response === '') return DONE;
  if (!isObject(response)) return FAILED;
  const failures = response.batchItemFailures;
  if (failures === undefined || failures === null) return DONE;
  if (!Array.isArray(failures)) return FAILED;
  if (failures.length === 0) return DONE;
  const known = new Set(ids);
  const failed = new Set<string>();
  for (const failure of failures) {
    const id: unknown = isObject(failure) ? failure.itemIdentifier : undefined;
    if (typeof id !== 'string' || !known.has(id)) return FAILED;
    failed.add(id);
  }
  return { kind: 'partial', failed };
}
