import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import * as z from 'zod';
import { startLocal } from '../../../local/start-local.ts';
import { CHROMIUM } from './chromium.ts';
import { PageApi } from './page-api.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** where the page is, without a slash at the end; null: there is no browser, and the tests are left out */
    pageUrl: string | null;
    /** holds the issuer's keys */
    stackFolder: string;
    inboxJsonUrl: string;
  }
}

/** Templates are synthesised once for all the tests of a checkout. */
const CDK_CACHE = join(import.meta.dirname, '../../../.local/cdk');
const FOLLOWED = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
/** While working on the page: the folder (`.local`) of a stack that runs already, and `npm run dev:web`'s address. */
const RUNNING_STACK = process.env.PAGE_STACK ?? '';
const OTHER_PAGE_URL = process.env.PAGE_URL;
const outputsSchema = z.object({ apiUrl: z.string(), inboxJsonUrl: z.string() });
/** The same market in each run. */
const SEED = 7;

/** One stack for all tests of the page: the built page, the API and the simulator's market, which moves by itself. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(CHROMIUM)) {
    console.warn(`LEFT OUT: the page is not tried, since there is no chromium at ${CHROMIUM} (set CHROMIUM)`);
    provide('pageUrl', null);
    provide('stackFolder', '');
    provide('inboxJsonUrl', '');
    return async () => {};
  }
  if (RUNNING_STACK !== '') {
    const outputs = outputsSchema.parse(JSON.parse(readFileSync(join(RUNNING_STACK, 'outputs.json'), 'utf8')));
    provideStack(provide, { ...outputs, folder: RUNNING_STACK });
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-page-'));
  const terminal = { progress: () => {}, line: () => {}, problem: (text: string) => console.error(text) };
  const options = { folder, port: 0, feed: 'simulator', seed: SEED, schedules: false, cdkCache: CDK_CACHE } as const;
  const stack = await startLocal({ ...options, terminal });
  const end = async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { apiUrl, inboxJsonUrl } = stack.outputs;
    const first = await PageApi.signIn({ folder, apiUrl, email: 'first@example.com' });
    await first.followLive(FOLLOWED);
    provideStack(provide, { apiUrl, inboxJsonUrl, folder });
    return end;
  } catch (error) {
    await end();
    throw error;
  }
}

interface Provided {
  readonly apiUrl: string;
  readonly inboxJsonUrl: string;
  readonly folder: string;
}

function provideStack(provide: TestProject['provide'], { apiUrl, inboxJsonUrl, folder }: Provided): void {
  // the page and its sign-in are at `localhost`, as `npm start` prints them
  provide('pageUrl', OTHER_PAGE_URL ?? new URL(apiUrl.replace('127.0.0.1', 'localhost')).origin);
  provide('stackFolder', folder);
  provide('inboxJsonUrl', inboxJsonUrl);
}
