import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import * as z from 'zod';
import { closeServer, listen } from '../../../local/engines/close-server.ts';
import { startLocal } from '../../../local/start-local.ts';
import { Person } from '../end-to-end/person.ts';
import { CHROMIUM } from './chromium.ts';
import { followLive } from './follow-live.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** who asks this address gets a `PageStack`; the first one waits until it has started. Null: there is no browser, and the tests are left out */
    pageStackUrl: string | null;
  }
}

/** Where the stack of the page's tests is. */
export const pageStackSchema = z.object({
  /** without a slash at the end */
  pageUrl: z.string(),
  /** holds the issuer's keys */
  folder: z.string(),
  inboxJsonUrl: z.string(),
});
type PageStack = z.infer<typeof pageStackSchema>;

/** Templates are synthesised once for all the tests of a checkout. */
const CDK_CACHE = join(import.meta.dirname, '../../../.local/cdk');
const FOLLOWED = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
/** While working on the page: the folder (`.local`) of a stack that runs already, and `npm run dev:web`'s address. */
const RUNNING_STACK = process.env.PAGE_STACK ?? '';
const OTHER_PAGE_URL = process.env.PAGE_URL;
const outputsSchema = z.object({ apiUrl: z.string(), inboxJsonUrl: z.string() });
/** The same market in each run. */
const SEED = 7;
const STOP_GRACE_MS = 100;

/**
 * One stack for all tests of the page: the built page, the API and the simulator's market, which moves by itself. It starts when the first
 * of them asks: vitest calls this before the tests of every project, and those measure real time.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(CHROMIUM)) {
    console.warn(`LEFT OUT: the page is not tried, since there is no chromium at ${CHROMIUM} (set CHROMIUM)`);
    provide('pageStackUrl', null);
    return async () => {};
  }
  let started: Promise<StartedStack> | null = null;
  const server = createServer((_request, response) => {
    started ??= RUNNING_STACK === '' ? startStack() : findRunningStack();
    started.then(
      ({ stack }) => response.end(JSON.stringify(stack)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const port = await listen(server, 0);
  provide('pageStackUrl', `http://127.0.0.1:${port}`);
  return async () => {
    await closeServer(server, STOP_GRACE_MS);
    await started?.then(
      ({ end }) => end(),
      () => {},
    );
  };
}

interface StartedStack {
  readonly stack: PageStack;
  end(): Promise<void>;
}

async function findRunningStack(): Promise<StartedStack> {
  const outputs = outputsSchema.parse(JSON.parse(readFileSync(join(RUNNING_STACK, 'outputs.json'), 'utf8')));
  return { stack: describeStack({ ...outputs, folder: RUNNING_STACK }), end: async () => {} };
}

async function startStack(): Promise<StartedStack> {
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-page-'));
  const terminal = { progress: () => {}, line: () => {}, problem: (text: string) => console.error(text) };
  const options = { folder, port: 0, feed: 'simulator', seed: SEED, schedules: false, cdkCache: CDK_CACHE } as const;
  const running = await startLocal({ ...options, terminal });
  const end = async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { apiUrl, inboxJsonUrl } = running.outputs;
    const first = await Person.signIn({ folder, apiUrl: () => apiUrl, email: 'first@example.com', admin: false });
    await followLive(first, FOLLOWED);
    return { stack: describeStack({ apiUrl, inboxJsonUrl, folder }), end };
  } catch (error) {
    await end();
    throw error;
  }
}

interface Outputs {
  readonly apiUrl: string;
  readonly inboxJsonUrl: string;
  readonly folder: string;
}

function describeStack({ apiUrl, inboxJsonUrl, folder }: Outputs): PageStack {
  // the page and its sign-in are at `localhost`, as `npm start` prints them
  const pageUrl = OTHER_PAGE_URL ?? new URL(apiUrl.replace('127.0.0.1', 'localhost')).origin;
  return { pageUrl, folder, inboxJsonUrl };
}
