import { mintToken } from '../../../local/oidc/mint-token.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The fields that tests work with, where an answer has them; they compare the others as they come. */
export interface Body {
  readonly id: string;
  readonly alertId: string;
  readonly level: string;
  readonly trade: { readonly id: number; readonly price: string };
  readonly watchedFrom: { readonly tradeId: number } | null;
  readonly errors: readonly { readonly path: string }[];
  readonly items: readonly Body[];
  readonly results: readonly { readonly alert: { readonly id: string } }[];
  readonly members: readonly Body[];
  readonly condition: { readonly level: string };
  readonly distance: { readonly percent: string } | null;
  readonly [field: string]: unknown;
}

interface Caller {
  readonly apiUrl: () => string;
  readonly email: string;
}

interface SignIn extends Caller {
  readonly folder: string;
  readonly admin: boolean;
}

/** A person with a token, at the public API. */
export class Person {
  readonly email: string;
  readonly token: string;
  readonly #apiUrl: () => string;

  constructor({ email, apiUrl }: Caller, token: string) {
    this.email = email;
    this.token = token;
    this.#apiUrl = apiUrl;
  }

  /** At the local issuer. */
  static async signIn(options: SignIn): Promise<Person> {
    return new Person(options, await mintToken(options.folder, { email: options.email, admin: options.admin }));
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#apiUrl()}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
  }

  async get(path: string): Promise<Body> {
    const { status, body } = await this.call('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The new alert's id. */
  async addAlert(symbol: string, op: string, level: string, more: object = {}): Promise<string> {
    const condition = { metric: 'price', op, level };
    const { status, body } = await this.call('POST', '/alerts', { symbol, condition, ...more });
    if (status !== 201) throw new Error(`POST /alerts: ${status} ${JSON.stringify(body)}`);
    return body.id;
  }
}
