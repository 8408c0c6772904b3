import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExchangeServer, startExchangeServer } from '../../../local/simulator/exchange-server.ts';
import type { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { LocalOptions } from '../../../local/start/local-options.ts';
import { type LocalStack, startLocal } from '../../../local/start-local.ts';
import { Person } from './person.ts';

/** Templates are synthesised once for all the tests of a checkout. */
const CDK_CACHE = join(import.meta.dirname, '../../../.local/cdk');

/** The whole stack on a market of the test's own, with data that can outlive a stop. */
export class TestStack {
  readonly market: TapeMarket;
  readonly exchange: ExchangeServer;
  readonly problems: string[] = [];
  /** what the operator saw in the terminal */
  readonly lines: string[] = [];
  /** holds the data and the issuer's keys */
  readonly folder = mkdtempSync(join(tmpdir(), 'pricebell-'));
  readonly #options: Partial<LocalOptions>;
  #stack: LocalStack | null = null;

  private constructor(market: TapeMarket, exchange: ExchangeServer, options: Partial<LocalOptions>) {
    this.market = market;
    this.exchange = exchange;
    this.#options = options;
  }

  static async start(market: TapeMarket, options: Partial<LocalOptions> = {}): Promise<TestStack> {
    const test = new TestStack(market, await startExchangeServer({ market }), options);
    await test.startAgain();
    return test;
  }

  get running(): LocalStack {
    if (!this.#stack) throw new Error('the stack is stopped');
    return this.#stack;
  }

  async startAgain(more: Partial<LocalOptions> = {}): Promise<void> {
    const { wsUrl, restUrl } = this.exchange;
    const problem = (text: string) => void this.problems.push(text);
    this.#stack = await startLocal({
      folder: this.folder,
      port: 0,
      feed: 'auto',
      feedAddresses: { wsUrl, restUrl },
      dataName: 'test',
      schedules: false,
      page: false,
      cdkCache: CDK_CACHE,
      terminal: { progress: () => {}, line: (text) => void this.lines.push(text), problem },
      ...this.#options,
      ...more,
    });
  }

  async stop(): Promise<void> {
    await this.#stack?.stop();
    this.#stack = null;
  }

  /** Stops everything and forgets the data. */
  async end(): Promise<void> {
    await this.stop();
    await this.exchange.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  person(email: string, admin = false): Promise<Person> {
    return Person.signIn({ folder: this.folder, apiUrl: () => this.running.outputs.apiUrl, email, admin });
  }

  /** Every mail in the inbox, oldest first. */
  async inbox(): Promise<Mail[]> {
    const response = await fetch(this.running.outputs.inboxJsonUrl);
    const { emails } = (await response.json()) as Store;
    return emails.map(({ destination, subject, body }) => ({ to: destination.to.join(), subject, text: body.text }));
  }
}

interface Store {
  readonly emails: readonly StoredMail[];
}

interface StoredMail {
  readonly subject: string;
  readonly destination: { readonly to: string[] };
  readonly body: { readonly text: string };
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}
