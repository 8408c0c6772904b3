import * as z from 'zod';
import { notFound } from './problem.ts';

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

/** @throws ZodError when it is no HTTP API event: a fault of the wiring, not of the client */
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
    body: withoutMark(isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '')),
    claims: requestContext.authorizer?.jwt.claims ?? null,
  };
}

/** PowerShell and some editors put a byte order mark before a text; no format that is read here has a use for it. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** A path parameter, decoded. @throws Problem 404 when it is no text at all */
export function pathParameter({ path }: ApiRequest, name: 'id' | 'symbol' | 'token'): string {
  try {
    return decodeURIComponent(path[name] ?? '');
  } catch {
    throw notFound(`The ${name} in the path is not readable.`);
  }
}
