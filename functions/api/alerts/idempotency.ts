import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { RememberedRequest } from '../../../adapters/dynamodb/people/person-table.ts';
import type { ApiDeps } from '../api-deps.ts';
import { Problem } from '../http/problem.ts';

const MAX_KEY_LENGTH = 128;
const KEY_MESSAGE = `must have 1 to ${MAX_KEY_LENGTH} printable ASCII characters`;

export const idempotencyHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .max(MAX_KEY_LENGTH, { error: KEY_MESSAGE, abort: true })
    .refine((key) => /^[\x20-\x7e]+$/.test(key), KEY_MESSAGE)
    .optional()
    .meta({
      param: {
        description:
          'The same key and body within 24 hours answer with the same alert; with another body 422; 409 once it was deleted.',
      },
    }),
});

/** Two requests are the same when the person, the key and the body are. */
export interface KeyedRequest {
  readonly person: string;
  readonly key: string;
  readonly bodyHash: string;
}

/** Null without a key. */
export function keyedRequest(person: string, key: string | undefined, asked: object): KeyedRequest | null {
  return key === undefined ? null : { person, key, bodyHash: hashOf(asked) };
}

/**
 * The alert that the first request with this key made; null when there was none.
 * @throws Problem 422 when the first one had another body, 409 when its alert was deleted since
 */
export async function findRepeated(
  request: KeyedRequest,
  { alerts, ...deps }: Pick<ApiDeps, 'people' | 'alerts' | 'now'>,
): Promise<OwnedAlert | null> {
  const first = await findFirstRequest(request, deps);
  if (!first) return null;
  const alert = await alerts.get(first.alertId);
  if (alert) return alert;
  throw new Problem({
    status: 409,
    title: 'Alert deleted since',
    detail: 'The alert made with this Idempotency-Key was deleted; use a new key to make it again.',
  });
}

/** What the first request with this key has made; null when there was none. @throws Problem 422 when it had another body */
export async function findFirstRequest(
  request: KeyedRequest,
  { people, now }: Pick<ApiDeps, 'people' | 'now'>,
): Promise<RememberedRequest | null> {
  const first = await people.readRequest(request.person, request.key, now());
  if (!first || first.bodyHash === request.bodyHash) return first;
  throw new Problem({
    status: 422,
    title: 'Idempotency key used already',
    detail: 'This Idempotency-Key came with another body before; use a new key for a new alert.',
  });
}

/** Made of the parsed body, so that white space does not make another request of it. */
function hashOf(asked: object): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}
