import * as z from 'zod';
import type { PathParameter } from '../../../contract/routes.ts';
import { notFound, Problem } from './problem.ts';

/** A full alert takes well under 1 KB. */
export const MAX_BODY_BYTES = 16_384;
/** Of a request for many alerts: a hundred of five conditions and five webhooks each. */
export const MAX_MANY_BODY_BYTES = 262_144;
/** The forms of our pages and of mail programs have one short field. */
export const MAX_FORM_BYTES = 4_096;

const texts = z.record(z.string(), z.string().optional());

/** The parts of an HTTP API event (payload 2.0) that are used. Header names come in lower case. */
const eventSchema = z.object({
  routeKey: z.string(),
  rawPath: z.string(),
  headers: texts.nullish(),
  pathParameters: texts.nullish(),
  queryStringParameters: texts.nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }).nullish(),
  }),
});

export interface ApiRequest {
  readonly routeKey: string;
  readonly method: string;
  /** as it was sent, not decoded */
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** verified by the gateway; null on open routes */
  readonly claims: Readonly<Record<string, unknown>> | null;
}

/** @throws ZodError when it is no HTTP API event: the wiring is wrong, not the client */
export function parseEvent(event: unknown): ApiRequest {
  const { routeKey, rawPath, headers, pathParameters, queryStringParameters, body, isBase64Encoded, requestContext } =
    eventSchema.parse(event);
  return {
    routeKey,
    method: requestContext.http.method,
    rawPath,
    headers: headers ?? {},
    path: pathParameters ?? {},
    query: queryStringParameters ?? {},
    body: withoutByteOrderMark(isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '')),
    claims: requestContext.authorizer?.jwt.claims ?? null,
  };
}

/** PowerShell and some editors put a byte order mark before a text; neither JSON nor a form allows it. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** A path parameter, decoded. @throws Problem 404 when it can't be decoded */
export function pathParameter({ path }: ApiRequest, name: PathParameter): string {
  try {
    return decodeURIComponent(path[name] ?? '');
  } catch {
    throw notFound(`The ${name} in the path is not readable.`);
  }
}

/** Any content type is accepted: a body that is not JSON is refused. @throws Problem 413, 400 */
export function readJsonBody({ body }: ApiRequest, maxBytes = MAX_BODY_BYTES): unknown {
  if (Buffer.byteLength(body) > maxBytes) {
    throw new Problem({
      status: 413,
      title: 'Body too large',
      detail: `The body may have at most ${maxBytes} bytes.`,
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

/**
 * The fields of an HTML form, urlencoded or multipart. Of multipart only the field names are read: the example of RFC 8058,
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
