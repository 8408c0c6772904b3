import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { addAbortSignal } from 'node:stream';
import type { WebhookAnswer } from '../../domain/channels/presets/preset.ts';
import { isWebhookPort, literalAddress, portOf, WEBHOOK_PORT_DEMAND } from '../../domain/channels/webhook-address.ts';
import { readRetryAfter } from '../../domain/channels/webhook-retry.ts';
import { explainNoAnswer, explainNotReached, ForbiddenTargetError, LookupError } from './call-failure.ts';
import { createLookUpHost, type LookUpHost } from './look-up-host.ts';
import { isPublicAddress } from './private-address.ts';
import { shownAddress, shownText } from './shown-answer.ts';

/** From resolving the name to the answer's status. */
const TOTAL_TIMEOUT_MS = 5_000;
/** Of that, to make the connection and check its certificate. */
const CONNECT_TIMEOUT_MS = 3_000;
/** For the body, once the status is there: it only says more about a refusal, so a trickle is not worth a sender's time. */
const BODY_TIMEOUT_MS = 1_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface WebhookCall {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** what an answer may repeat, and nobody is shown */
  readonly secrets: readonly string[];
}

/** Replaced by tests. */
export interface CallerOptions {
  readonly resolve?: LookUpHost;
  readonly mayCall?: (address: string, port: number) => boolean;
  /** the only certificate authority that is trusted */
  readonly ca?: string;
  readonly totalTimeoutMs?: number;
  /** in place of the address's */
  readonly connectPort?: number;
}

const isCallable = (address: string, port: number) => isPublicAddress(address) && isWebhookPort(port);

/**
 * Calls addresses that people have given. Its port must be one that webhooks may name. It resolves the name once. Every address of the name must be public, and the
 * connection goes to one of those very addresses, under the name's own certificate. It follows no redirect, keeps no
 * connection and uses no proxy.
 */
export function createWebhookCaller(options: CallerOptions = {}) {
  const { resolve = createLookUpHost(), mayCall = isCallable, ca, totalTimeoutMs = TOTAL_TIMEOUT_MS } = options;
  const portFor = (url: string) => options.connectPort ?? portOf(url);

  async function addressOf(url: string, timer: AbortSignal): Promise<string> {
    const literal = literalAddress(url);
    const found = literal === null ? await resolve(new URL(url).hostname, timer) : [{ address: literal, family: 0 }];
    const port = portOf(url);
    if (!found.every(({ address }) => mayCall(address, port))) {
      const isPublic = found.every(({ address }) => isPublicAddress(address));
      const why = isPublic ? `its address ${WEBHOOK_PORT_DEMAND}` : 'its host leads to an address that is not public';
      throw new ForbiddenTargetError(why);
    }
    // Lambda can't call IPv6 addresses
    const chosen = found.find(({ family }) => family === 4) ?? found[0];
    if (!chosen) throw new LookupError(Object.assign(new Error('no address'), { code: 'ENODATA' }));
    return chosen.address;
  }

  return {
    /** `now`: own clock, ms. Never throws for what a receiver does. */
    async call(call: WebhookCall, now: number): Promise<WebhookAnswer> {
      const startedAt = performance.now();
      const timer = AbortSignal.timeout(totalTimeoutMs);
      try {
        const address = await addressOf(call.url, timer);
        const answer = await post({ call, address, port: portFor(call.url), ca, timer, now });
        if (answer.kind !== 'answered') return answer;
        const { body, location } = answer;
        return {
          ...answer,
          text: shownText(body, call),
          location: location === null ? null : shownAddress(location, call),
          tookMs: Math.round(performance.now() - startedAt),
        };
      } catch (error) {
        return { kind: failureKind(error), detail: explainNotReached(error) };
      }
    },
  };
}

export type WebhookCaller = ReturnType<typeof createWebhookCaller>;

function failureKind(error: unknown) {
  if (error instanceof ForbiddenTargetError) return 'forbidden';
  return error instanceof LookupError && !error.isAnswer ? 'not-looked-up' : 'not-reached';
}

interface Posting {
  readonly call: WebhookCall;
  readonly address: string;
  readonly port: number;
  readonly ca: string | undefined;
  readonly timer: AbortSignal;
  readonly now: number;
}

function post({ call, address, port, ca, timer, now }: Posting): Promise<WebhookAnswer> {
  const url = new URL(call.url);
  const isNamed = literalAddress(call.url) === null;
  const sent = request({
    method: call.method,
    // an address, not the name: nothing is resolved a second time
    host: address,
    port,
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

function answerOf(sent: ClientRequest, body: WebhookCall['body'], now: number): Promise<WebhookAnswer> {
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
    const fail = (error: unknown) => {
      clearTimeout(connecting);
      // an answer that breaks off still has a status
      if (isAnswered) return;
      if (isConnected) resolve({ kind: 'no-answer', detail: explainNoAnswer(error) });
      else resolve({ kind: 'not-reached', detail: explainNotReached(error) });
    };
    sent.on('error', fail);
    // a server that switches protocols causes neither an answer nor an error
    sent.once('close', () => fail(new Error('closed')));
    sent.once('response', (response) => {
      isAnswered = true;
      readStart(response).then(({ text: body, isCutOff }) => {
        sent.destroy();
        const { statusCode: status = 0, headers } = response;
        const retryAfterMs = readRetryAfter(headers['retry-after'], now);
        const location = headers.location ?? null;
        resolve({ kind: 'answered', status, retryAfterMs, text: '', body, location, tookMs: 0, isCutOff });
      });
    });
    sent.end(body);
  });
}

/** As much of the body as came before it ended, broke off, grew too long or took too long: the status is known by then. */
async function readStart(response: IncomingMessage): Promise<{ readonly text: string; readonly isCutOff: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = AbortSignal.timeout(BODY_TIMEOUT_MS);
  try {
    for await (const chunk of addAbortSignal(timer, response)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // broken off, or its time is over
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isCutOff: timer.aborted };
}
