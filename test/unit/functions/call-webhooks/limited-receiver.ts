import type { ServerResponse } from 'node:http';
import { type HttpsReceiver, startReceiver } from '../../../support/https-receiver.ts';

/** At most `count` messages in any `windowMs`. */
export interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

/** How a platform says that it has had too many; `waitMs`: until it takes the next one. */
export type Refuse = (response: ServerResponse, waitMs: number) => void;

const seconds = (ms: number) => Math.ceil(ms / 1_000);
const retryAfter = (ms: number) => ({ 'retry-after': String(seconds(ms)) });
const json = (response: ServerResponse, status: number, headers: Record<string, string>, body: object) =>
  response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));

/** The limits of platforms, and how each says so. */
export const PLATFORMS = {
  discord: {
    limits: [
      { count: 5, windowMs: 2_000 },
      { count: 30, windowMs: 60_000 },
    ],
    refuse: (response, waitMs) => {
      const body = { message: 'You are being rate limited.', retry_after: waitMs / 1_000, global: false };
      json(response, 429, { ...retryAfter(waitMs), 'x-ratelimit-scope': 'shared' }, body);
    },
  },
  slack: {
    limits: [{ count: 1, windowMs: 1_000 }],
    refuse: (response, waitMs) => response.writeHead(429, retryAfter(waitMs)).end('rate_limited'),
  },
  telegram: {
    limits: [{ count: 20, windowMs: 60_000 }],
    refuse: (response, waitMs) => {
      const description = `Too Many Requests: retry after ${seconds(waitMs)}`;
      const parameters = { retry_after: seconds(waitMs) };
      json(response, 429, {}, { ok: false, error_code: 429, description, parameters });
    },
  },
  ntfy: {
    // as a bucket of 60 that gets one every five seconds
    limits: [
      { count: 60, windowMs: 60_000 },
      { count: 72, windowMs: 120_000 },
    ],
    refuse: (response) => {
      const error = 'limit reached: too many requests, please be nice';
      json(response, 429, {}, { code: 42901, http: 429, error, link: 'https://ntfy.sh/docs/publish/#limitations' });
    },
  },
  matrix: {
    // a bucket of 10 that gets one every five seconds
    limits: [
      { count: 10, windowMs: 5_000 },
      { count: 22, windowMs: 60_000 },
    ],
    refuse: (response, waitMs) => {
      const error = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: Math.ceil(waitMs) };
      json(response, 429, retryAfter(waitMs), error);
    },
  },
  standard: {
    limits: [{ count: 30, windowMs: 60_000 }],
    refuse: (response, waitMs) => response.writeHead(429, retryAfter(waitMs)).end(),
  },
} as const satisfies Record<string, { readonly limits: readonly Limit[]; readonly refuse: Refuse }>;

export interface LimitedReceiver {
  readonly receiver: HttpsReceiver;
  /** when each message was taken, and its body */
  readonly taken: { readonly at: number; readonly body: string }[];
  /** how many requests were refused by a limit */
  refusals: number;
}

/** A real server on loopback that keeps the limits by the clock `now`, ms. */
export async function startLimitedReceiver(
  { limits, refuse }: { readonly limits: readonly Limit[]; readonly refuse: Refuse },
  now: () => number,
): Promise<LimitedReceiver> {
  const receiver = await startReceiver();
  const limited: LimitedReceiver = { receiver, taken: [], refusals: 0 };
  const freeAt = ({ count, windowMs }: Limit) => (limited.taken.at(-count)?.at ?? Number.NEGATIVE_INFINITY) + windowMs;
  receiver.answer = (response) => {
    const waitMs = Math.max(...limits.map(freeAt)) - now();
    if (waitMs > 0) {
      limited.refusals += 1;
      refuse(response, waitMs);
      return;
    }
    limited.taken.push({ at: now(), body: receiver.requests.at(-1)?.body ?? '' });
    response.writeHead(200).end();
  };
  return limited;
}
