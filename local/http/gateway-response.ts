import type { ServerResponse } from 'node:http';
import { isObject } from '../json.ts';

/** The HTTP response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer | string;
}

export function jsonReply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    cookies: [],
    body: JSON.stringify(body),
  };
}

/**
 * Reads a function's answer as payload format 2.0 does: an object with `statusCode` is the response; anything else is the
 * JSON body of a 200. @throws Error when the status is none
 */
export function readGatewayResponse(answer: unknown): Reply {
  if (!isObject(answer) || answer.statusCode === undefined) return jsonReply(200, answer);
  const status = Number(answer.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) throw new Error(`statusCode ${answer.statusCode}`);
  const body = typeof answer.body === 'string' ? answer.body : '';
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...textHeaders(answer.headers) },
    cookies: Array.isArray(answer.cookies) ? answer.cookies.map(String) : [],
    body: answer.isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

function textHeaders(headers: unknown): Record<string, string> {
  if (!isObject(headers)) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

const BODILESS = new Set([204, 304]);

export function sendReply(response: ServerResponse, { status, headers, cookies, body }: Reply): void {
  response.statusCode = status;
  // the server's own pages and refusals too; the functions of the API say it themselves
  response.setHeader('x-content-type-options', 'nosniff');
  for (const [name, value] of Object.entries(headers)) {
    if (BODILESS.has(status) && name === 'content-type') continue;
    response.setHeader(name, value);
  }
  if (cookies.length > 0) response.setHeader('set-cookie', [...cookies]);
  response.end(BODILESS.has(status) ? undefined : body);
}
