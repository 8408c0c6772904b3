import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExchangeLimits } from '../exchange-limits.ts';
import type { Market } from '../market/market.ts';
import { RecentTexts } from '../socket/recent-texts.ts';
import { RequestWeight, secondsToNextMinute } from './request-weight.ts';
import { type RestAnswer, restAnswer } from './rest-answer.ts';

/** The next REST calls get this status instead of their answer, as from an overloaded exchange or one that bans the address. */
export interface RestFault {
  readonly status: number;
  /** How many calls it hits. */
  readonly count: number;
  readonly retryAfterSeconds?: number;
}

export interface RestGateOptions {
  readonly market: Market;
  readonly clock: () => number;
  readonly limits: Pick<ExchangeLimits, 'weightPerMinute' | 'weights'>;
}

interface GateAnswer extends RestAnswer {
  readonly retryAfterSeconds?: number | undefined;
}

/** The HTTP side of REST: weight, limits and injected faults around `restAnswer`. */
export class RestGate {
  readonly #options: RestGateOptions;
  readonly #weight: RequestWeight;
  #fault: RestFault | undefined;
  #faultsLeft = 0;
  readonly #requests = new RecentTexts();

  constructor(options: RestGateOptions) {
    this.#options = options;
    this.#weight = new RequestWeight(options.limits.weightPerMinute);
  }

  /** Path and query of every call so far. */
  get requests(): readonly string[] {
    return this.#requests.all();
  }

  failNext(fault: RestFault): void {
    this.#fault = fault;
    this.#faultsLeft = fault.count;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '/', 'http://127.0.0.1') ?? new URL('http://127.0.0.1/');
    this.#requests.record(`${url.pathname}${url.search}`);
    const { clock, limits } = this.#options;
    this.#weight.add(limits.weights[url.pathname] ?? 1, clock());
    const answer = this.#answer(url);
    response.setHeader('Content-Type', 'application/json;charset=UTF-8');
    response.setHeader('X-MBX-USED-WEIGHT-1M', String(this.#weight.used));
    if (answer.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(answer.retryAfterSeconds));
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  }

  #answer(url: URL): GateAnswer {
    const { market, clock, limits } = this.#options;
    if (this.#fault !== undefined && this.#faultsLeft > 0) {
      this.#faultsLeft -= 1;
      const { status, retryAfterSeconds } = this.#fault;
      return { status, retryAfterSeconds, body: { code: -1000, msg: 'Injected fault.' } };
    }
    if (!this.#weight.isOver) return restAnswer(url, market, limits.weightPerMinute);
    const msg = `Too much request weight used; current limit is ${limits.weightPerMinute} request weight per 1 MINUTE.`;
    return { status: 429, retryAfterSeconds: secondsToNextMinute(clock()), body: { code: -1003, msg } };
  }
}
