import { isObject } from '../json.ts';

/** A function's answer about its batch: all records done, none done, or only those with these ids failed. */
export type BatchResponse =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'partial'; readonly failed: ReadonlySet<string> };

const DONE: BatchResponse = { kind: 'done' };
const FAILED: BatchResponse = { kind: 'failed' };

/**
 * Reads `{ batchItemFailures: [{ itemIdentifier }] }` as AWS documents it: no answer or an empty list is success. An empty, null or
 * unknown identifier makes the whole batch fail.
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
