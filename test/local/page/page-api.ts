import { setTimeout as sleep } from 'node:timers/promises';
import { mintToken } from '../../../local/oidc/mint-token.ts';

const LIVE_WITHIN_MS = 60_000;

export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare the fields as they come
  readonly body: any;
}

interface SignIn {
  readonly folder: string;
  readonly apiUrl: string;
  readonly email: string;
}

/** A person at the API, beside the page: makes what a test needs, and reads what the page has done. */
export class PageApi {
  readonly #apiUrl: string;
  readonly #token: string;

  private constructor(apiUrl: string, token: string) {
    this.#apiUrl = apiUrl;
    this.#token = token;
  }

  static async signIn({ folder, apiUrl, email }: SignIn): Promise<PageApi> {
    return new PageApi(apiUrl, await mintToken(folder, { email, admin: false }));
  }

  async call(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const response = await fetch(`${this.#apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  }

  async price(symbol: string): Promise<string> {
    return (await this.call('GET', `/coins/${symbol}`)).body.price;
  }

  /** Follows the coins, and waits until each is live. */
  async followLive(symbols: readonly string[]): Promise<void> {
    const end = performance.now() + LIVE_WITHIN_MS;
    for (const symbol of symbols) {
      // the catalogue is read while the stack starts
      while ((await this.call('PUT', `/coins/${symbol}`)).status !== 202) await this.#wait(end, symbol);
    }
    for (const symbol of symbols) {
      while ((await this.call('GET', `/coins/${symbol}`)).body.state !== 'live') await this.#wait(end, symbol);
    }
  }

  async #wait(end: number, symbol: string): Promise<void> {
    if (performance.now() > end) throw new Error(`${symbol} is not live after ${LIVE_WITHIN_MS} ms`);
    await sleep(250);
  }
}
