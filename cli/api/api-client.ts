import { type PathParameter, ROUTES, type RouteKey } from '../../contract/routes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ProblemError, reasonOf, UnreachableError } from './call-errors.ts';
import { type Attempt, waitBeforeRetry } from './wait-before-retry.ts';

const TIMEOUT_MS = 30_000;

export interface Call {
  readonly path?: Readonly<Partial<Record<PathParameter, string>>>;
  /** what is undefined is left out */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** sent as JSON */
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** parsed JSON; other text as it is; null when there is none */
  readonly body: unknown;
}

export interface ApiClientDeps {
  /** without /api */
  readonly origin: string;
  readonly userAgent: string;
  /** null: nobody is signed in */
  readonly readToken: () => Promise<string | null>;
  readonly terminal: Pick<Terminal, 'signal' | 'sleep'>;
}

/** Calls routes of the contract. What may be asked twice without harm is asked again when the API has no room or does not answer. */
export class ApiClient {
  readonly #deps: ApiClientDeps;

  constructor(deps: ApiClientDeps) {
    this.#deps = deps;
  }

  /**
   * @throws ProblemError when the API refuses (304 is an answer)
   * @throws UnreachableError when it does not answer
   */
  async call(route: RouteKey, call: Call = {}): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#try(route, call);
      if (result instanceof UnreachableError || result.status >= 400) {
        const waitMs = waitBeforeRetry(attemptOf(route, call, result), attempt);
        if (waitMs === null) throw result instanceof UnreachableError ? result : problemOf(result);
        await this.#deps.terminal.sleep(waitMs);
      } else return result;
    }
  }

  async #try(route: RouteKey, call: Call): Promise<ApiAnswer | UnreachableError> {
    const { origin, terminal } = this.#deps;
    const [method = ''] = route.split(' ');
    const { body } = call;
    const init = {
      method,
      headers: await this.#headers(route, call),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([terminal.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    };
    try {
      const response = await fetch(addressOf(origin, route, call), init);
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: readBody(text) };
    } catch (error) {
      if (terminal.signal.aborted) throw error;
      return new UnreachableError(`${origin} can't be reached: ${reasonOf(error)}`);
    }
  }

  async #headers(route: RouteKey, { headers, body }: Call): Promise<Record<string, string>> {
    const token = ROUTES[route].open ? null : await this.#deps.readToken();
    return {
      'user-agent': this.#deps.userAgent,
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
  }
}

function addressOf(origin: string, route: RouteKey, { path = {}, query = {} }: Call): URL {
  const [, template = ''] = route.split(' ');
  const given: Record<string, string | undefined> = path;
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
  const url = new URL(filled, origin);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function attemptOf(route: RouteKey, { headers = {} }: Call, result: ApiAnswer | UnreachableError): Attempt {
  const changesOnce = route.startsWith('GET ') || headers['idempotency-key'] !== undefined;
  if (result instanceof UnreachableError) return { mayRepeat: changesOnce, status: null, retryAfter: null };
  const { status, headers: answered } = result;
  return { mayRepeat: changesOnce, status, retryAfter: answered.get('retry-after') };
}

function problemOf({ status, body }: ApiAnswer): ProblemError {
  return new ProblemError(status, body);
}

function readBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
