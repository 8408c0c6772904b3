import type { ProblemView } from '../../contract/problem-view.ts';
import type { OpenRoute } from '../../contract/routes.ts';
import { ApiError, unreachable } from './api-error.ts';
import type { Answers, CalledRoute, CallOptions } from './route-types.ts';
import { noteServerTime } from './server-clock.ts';

/** Anybody may read these. Without a token, a cache on the way may serve many viewers. */
const OPEN_ROUTES: Readonly<Record<OpenRoute & CalledRoute, true>> = {
  'GET /api/coins': true,
  'GET /api/coins/{symbol}': true,
  'GET /api/coins/{symbol}/candles': true,
  'GET /api/coins/{symbol}/metrics': true,
  'GET /api/coins/{symbol}/metrics/{metric}': true,
  'GET /api/symbols': true,
  'GET /api/sign-in': true,
  'GET /api/health': true,
};

const TIMEOUT_MS = 30_000;
const MAX_KNOWN_ANSWERS = 50;

interface KnownAnswer {
  readonly etag: string;
  readonly body: unknown;
}

/** Answers by address, oldest use first: a 304 gives the same object again. */
const known = new Map<string, KnownAnswer>();

/** Grows when who is signed in may be another. */
let personChanges = 0;

type TokenReader = () => Promise<string | null>;
let readToken: TokenReader = async () => null;

/** `session/` says how to get the ID token of who is signed in. */
export function setTokenReader(reader: TokenReader): void {
  readToken = reader;
  forgetAnswers();
}

/** What was answered to another person must not be shown, nor what is on its way to them. */
export function forgetAnswers(): void {
  known.clear();
  personChanges += 1;
}

/**
 * Calls a route of the contract.
 * @throws ApiError when the API refuses or does not answer, and for a person's own data when they have signed out meanwhile
 * @throws DOMException AbortError when `signal` is aborted
 */
export async function callApi<Key extends CalledRoute>(
  route: Key,
  ...[options]: object extends CallOptions<Key> ? [options?: CallOptions<Key>] : [options: CallOptions<Key>]
): Promise<Answers[Key]> {
  const call: AnyCall = options ?? {};
  const address = addressOf(route, call);
  const before = route.startsWith('GET ') ? known.get(address) : undefined;
  const changesBefore = personChanges;
  const response = await send(route, address, { call, etag: before?.etag });
  if (changesBefore !== personChanges && !(route in OPEN_ROUTES)) throw new ApiError(plainProblem(401, 'Signed out'));
  noteServerTime({ date: response.headers.get('date'), age: response.headers.get('age') }, Date.now());
  if (response.status === 304 && before) {
    if (known.get(address) === before) remember(route, address, before);
    return before.body as Answers[Key];
  }
  if (!response.ok && !isAnswer(route, response.status))
    throw new ApiError(await readProblem(response), retryAfterOf(response));
  // the contract says what the route answers; a test holds these types to openapi.json
  const body = (response.status === 204 ? null : await response.json()) as Answers[Key];
  remember(route, address, { etag: response.headers.get('etag') ?? '', body });
  return body;
}

/** A system that is ill says so with its status, and answers all the same. */
function isAnswer(route: CalledRoute, status: number): boolean {
  return route === 'GET /api/health' && status === 503;
}

interface AnyCall {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

interface Asked {
  readonly call: AnyCall;
  /** of the answer that is known already */
  readonly etag: string | undefined;
}

async function send(route: CalledRoute, address: string, { call, etag }: Asked): Promise<Response> {
  const [method = 'GET'] = route.split(' ');
  const token = route in OPEN_ROUTES ? null : await readToken();
  const headers = headersOf({ token, etag, call });
  const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(call.signal ? [call.signal] : [])];
  const init: RequestInit = { method, headers, signal: AbortSignal.any(signals) };
  if (call.body !== undefined) init.body = JSON.stringify(call.body);
  try {
    // the page keeps what it knows by ETag itself: the browser's cache would hide how old an answer is
    return await fetch(address, { ...init, cache: 'no-store' });
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw unreachable();
  }
}

function headersOf({ token, etag, call }: Asked & { readonly token: string | null }): Headers {
  const headers = new Headers();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  if (call.body !== undefined) headers.set('content-type', 'application/json');
  if (call.ifMatch !== undefined) headers.set('if-match', `"${call.ifMatch}"`);
  if (call.idempotencyKey !== undefined) headers.set('idempotency-key', call.idempotencyKey);
  if (etag) headers.set('if-none-match', etag);
  return headers;
}

/** `/api/coins/BTCUSDT/candles?interval=1m` */
function addressOf(route: CalledRoute, { params = {}, query = {} }: AnyCall): string {
  const path = route.slice(route.indexOf(' ') + 1).replace(/\{(\w+)\}/g, (_, name) => {
    return encodeURIComponent(params[name] ?? '');
  });
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]]));
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`;
}

function remember(route: CalledRoute, address: string, answer: KnownAnswer): void {
  if (!route.startsWith('GET ') || answer.etag === '') return;
  known.delete(address);
  known.set(address, answer);
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN_ANSWERS && oldest !== undefined) known.delete(oldest);
}

/** ms; null when the answer does not say */
function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}

/** The gateway refuses with a body of its own, which is no problem document. */
async function readProblem(response: Response): Promise<ProblemView> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return { ...body, status };
  return plainProblem(status, response.statusText);
}

function plainProblem(status: number, title: string): ProblemView {
  return { type: 'about:blank', title, status, detail: detailOf(status) };
}

function isProblem(body: unknown): body is ProblemView {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
}

function detailOf(status: number): string {
  if (status === 401) return 'Sign in again: the last sign-in has ended.';
  if (status === 429) return 'Too many requests just now. Try again in a few seconds.';
  return `Pricebell could not answer (status ${status}). Try again in a few seconds.`;
}
