import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { WebhookAnswer } from '../../domain/channels/presets/preset.ts';
import { literalAddress } from '../../domain/channels/webhook-address.ts';
import { readRetryAfter } from '../../domain/channels/webhook-retry.ts';
import { isPublicAddress } from './private-address.ts';
import { shownAddress, shownText } from './shown-answer.ts';

/** From resolving the name to the last byte read. */
const TOTAL_TIMEOUT_MS = 5_000;
/** Of that, to make the connection and check its certificate. */
const CONNECT_TIMEOUT_MS = 3_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Replaced by tests. */
export interface CallerOptions {
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  readonly mayCall?: (address: string) => boolean;
  /** the only certificate authority that is trusted */
  readonly ca?: string;
  readonly totalTimeoutMs?: number;
}

class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
}

const resolveAll = (host: string) => lookup(host, { all: true });

/**
 * Calls addresses that people have given. It resolves the name once. Every address of the name must be public, and the
 * connection goes to one of those very addresses, under the name's own certificate. It follows no redirect, keeps no
 * connection and uses no proxy.
 */
export function createWebhookCaller(options: CallerOptions = {}) {
  const { resolve = resolveAll, mayCall = isPublicAddress, ca, totalTimeoutMs = TOTAL_TIMEOUT_MS } = options;

  async function addressOf(url: string): Promise<string> {
    const literal = literalAddress(url);
    const found = literal === null ? await resolve(new URL(url).hostname) : [{ address: literal, family: 0 }];
    if (!found.every(({ address }) => mayCall(address))) {
      throw new ForbiddenAddressError('its host leads to an address that is not public');
    }
    // Lambda can't call IPv6 addresses
    const chosen = found.find(({ family }) => family === 4) ?? found[0];
    if (!chosen) throw new Error('its host has no address');
    return chosen.address;
  }

  return {
    /** `now`: own clock, ms. Never throws for what a receiver does. */
    async call(call: WebhookCall, now: number): Promise<WebhookAnswer> {
      const timer = AbortSignal.timeout(totalTimeoutMs);
      try {
        const address = await unlessAborted(addressOf(call.url), timer);
        const answer = await post({ call, address, ca, timer, now });
        if (answer.kind !== 'answered') return answer;
        const { body, location } = answer;
        return {
          ...answer,
          text: shownText(body, call.url),
          location: location === null ? null : shownAddress(location, call.url),
        };
      } catch (error) {
        const kind = error instanceof ForbiddenAddressError ? 'forbidden' : 'not-reached';
        return { kind, detail: reasonOf(error) };
      }
    },
  };
}

export type WebhookCaller = ReturnType<typeof createWebhookCaller>;

/** A resolver can't be stopped, so the caller stops waiting. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('its name could not be resolved in time')));
    }),
  ]);
}

interface Posting {
  readonly call: WebhookCall;
  readonly address: string;
  readonly ca: string | undefined;
  readonly timer: AbortSignal;
  readonly now: number;
}

function post({ call, address, ca, timer, now }: Posting): Promise<WebhookAnswer> {
  const url = new URL(call.url);
  const isNamed = literalAddress(call.url) === null;
  const sent = request({
    method: 'POST',
    // an address, not the name: nothing is resolved a second time
    host: address,
    port: url.port === '' ? 443 : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { ...call.headers, host: url.host, 'content-length': Buffer.byteLength(call.body) },
    // the certificate must be the name's
    ...(isNamed && { servername: url.hostname }),
    rejectUnauthorized: true,
    ca,
    // its own agent: no connection and no TLS session of another host is reused
    agent: new Agent({ keepAlive: false, maxCachedSessions: 0 }),
    signal: timer,
  });
  return answerOf(sent, call.body, now);
}

function answerOf(sent: ClientRequest, body: string, now: number): Promise<WebhookAnswer> {
  return new Promise((resolve) => {
    let isConnected = false;
    let isAnswered = false;
    const connecting = setTimeout(() => sent.destroy(new Error('no connection in time')), CONNECT_TIMEOUT_MS);
    sent.once('socket', (socket) => {
      socket.once('secureConnect', () => {
        isConnected = true;
        clearTimeout(connecting);
      });
    });
    sent.on('error', (error) => {
      clearTimeout(connecting);
      // an answer that breaks off still has a status
      if (!isAnswered) resolve({ kind: isConnected ? 'no-answer' : 'not-reached', detail: reasonOf(error) });
    });
    // a server that switches protocols causes neither an answer nor an error
    sent.once('close', () => {
      if (!isAnswered) resolve({ kind: 'no-answer', detail: 'it closed the connection without an answer' });
    });
    sent.once('response', (response) => {
      isAnswered = true;
      readStart(response).then((body) => {
        sent.destroy();
        const { statusCode: status = 0, headers } = response;
        const retryAfterMs = readRetryAfter(headers['retry-after'], now);
        resolve({ kind: 'answered', status, retryAfterMs, text: '', body, location: headers.location ?? null });
      });
    });
    sent.end(body);
  });
}

/** As much of the body as came before it ended, broke off, grew too long or took too long: the status is known by then. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // broken off
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What went wrong, in our own words or as the system's error code; never an address. */
function reasonOf(error: unknown): string {
  if (error instanceof ForbiddenAddressError) return error.message;
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'AbortError') return 'no answer in time';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code === null ? error.message : (REASONS[code] ?? code);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host has no address',
  EAI_AGAIN: 'its host could not be looked up',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it closed the connection',
  ETIMEDOUT: 'no connection in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not known',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};
