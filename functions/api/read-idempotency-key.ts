import { invalidRequest } from './http/problem.ts';
import type { ApiRequest } from './http/read-request.ts';

/** 1 to 128 printable ASCII characters. */
const KEY = /^[\x20-\x7e]{1,128}$/;

/** Null when the header is absent. @throws Problem 422 when it is no key */
export function readIdempotencyKey({ headers }: ApiRequest): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (KEY.test(key)) return key;
  throw invalidRequest([{ path: 'Idempotency-Key', message: 'must have 1 to 128 printable ASCII characters' }]);
}
