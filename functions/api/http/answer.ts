import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { ApiRequest } from './read-request.ts';

export type Answer = APIGatewayProxyStructuredResultV2;
type Headers = Readonly<Record<string, string>>;

/** On every answer: what it is is what `content-type` says, and its host is asked by HTTPS alone. Browsers ignore the latter over HTTP. */
export const COMMON_HEADERS: Headers = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
};

export function withCommonHeaders(answer: Answer): Answer {
  return { ...answer, headers: { ...COMMON_HEADERS, ...answer.headers } };
}

/** A person's own data: a cache must ask again before it uses what it kept. */
export const PRIVATE: Headers = { 'cache-control': 'private, no-cache' };

/** Market data is the same for everyone. */
export function publicFor(seconds: number): Headers {
  return { 'cache-control': `public, max-age=${seconds}` };
}

export function json(statusCode: number, body: unknown, headers: Headers): Answer {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function noContent(): Answer {
  return { statusCode: 204, headers: PRIVATE };
}

/** HEAD gets the status and the headers that GET would get, and no body. */
export function dropBodyForHead(method: string, answer: Answer): Answer {
  if (method !== 'HEAD') return answer;
  const { body: _, ...bodiless } = answer;
  return bodiless;
}

/** The headers of a read that is answered with 304 when the client has the answer already. */
export const cachedReadHeaders = z.object({
  'If-None-Match': z
    .string()
    .optional()
    .meta({ param: { description: 'ETag of a known answer: 304' } }),
});

/** JSON as it is sent, with the ETag of its content. */
export interface JsonText {
  readonly body: string;
  readonly etag: string;
}

export function toJsonText(value: unknown): JsonText {
  const body = JSON.stringify(value);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** 200 with an ETag of the content, or 304 when the client has that content already. */
export function jsonUnlessKnown(request: ApiRequest, body: unknown, headers: Headers): Answer {
  return textUnlessKnown(request, toJsonText(body), headers);
}

/** The same for JSON that is made once for many callers. */
export function textUnlessKnown({ headers: asked }: ApiRequest, { body, etag }: JsonText, headers: Headers): Answer {
  if (namesTag(asked['if-none-match'], etag)) return { statusCode: 304, headers: { etag, ...headers } };
  return { statusCode: 200, headers: { 'content-type': 'application/json', etag, ...headers }, body };
}

/** Whether a list of entity tags names this one. `W/` is ignored: a proxy that compresses the body adds it. */
export function namesTag(list: string | undefined, etag: string): boolean {
  if (list === undefined) return false;
  const tags = list.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
