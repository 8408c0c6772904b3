import { Problem } from './http/problem.ts';
import type { ApiRequest } from './http/read-request.ts';

/** The forms of our pages and of mail programs have one short field. */
export const MAX_FORM_BYTES = 4_096;

/**
 * The fields of an HTML form, urlencoded or multipart. Multipart is read by its field names alone: the example of RFC 8058,
 * section 8.2, which senders follow, has a boundary that strict readers refuse. @throws Problem 413
 */
export function readForm({ headers, body }: Pick<ApiRequest, 'headers' | 'body'>): ReadonlyMap<string, string> {
  if (Buffer.byteLength(body) > MAX_FORM_BYTES) {
    const detail = `The form may have at most ${MAX_FORM_BYTES} bytes.`;
    throw new Problem({ status: 413, title: 'Form too large', detail });
  }
  if (!/^\s*multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return new Map(new URLSearchParams(body));
  const fields = body.matchAll(/\bname="?([\w-]+)"?[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n([^\r\n]*)/g);
  return new Map(Array.from(fields, ([, name = '', value = '']) => [name, value]));
}
