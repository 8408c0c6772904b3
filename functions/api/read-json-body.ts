import { Problem } from './http/problem.ts';
import type { ApiRequest } from './http/read-request.ts';

/** A full alert takes well under 1 KB. */
export const MAX_BODY_BYTES = 16_384;

/** Any content type is taken: the body is JSON or it is refused. @throws Problem 413, 400 */
export function readJsonBody({ body }: ApiRequest): unknown {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
    throw new Problem({
      status: 413,
      title: 'Body too large',
      detail: `The body may have at most ${MAX_BODY_BYTES} bytes.`,
    });
  }
  if (body.trim() === '') throw malformed('The body is empty; a JSON object is expected.');
  try {
    return JSON.parse(body);
  } catch (error) {
    throw malformed(`The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`);
  }
}

function malformed(detail: string): Problem {
  return new Problem({ status: 400, title: 'Malformed JSON', detail });
}
