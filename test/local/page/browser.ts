import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import * as z from 'zod';
import { Person } from '../end-to-end/person.ts';
import { CHROMIUM } from './chromium.ts';
import { pageStackSchema } from './page-stack.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A folder for screenshots. Empty: none are made. */
const SCREENSHOTS = process.env.PAGE_SCREENSHOTS ?? '';

export const WINDOWS = {
  wide: { width: 1_440, height: 900 },
  tablet: { width: 768, height: 1_024 },
  phone: { width: 360, height: 740 },
};

const stack = await findStack();
export const hasBrowser = stack !== null;
export const pageUrl = stack?.pageUrl ?? '';

/** It starts when the first file asks. @throws Error with what the start said */
async function findStack() {
  const address = inject('pageStackUrl');
  if (address === null) return null;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the stack of the page did not start: ${await response.text()}`);
  return pageStackSchema.parse(await response.json());
}

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** what the console and the policy complain of; a test that provokes some takes them out */
  readonly complaints: string[];
}

export interface OpenOptions {
  /** signs in through the issuer's page */
  readonly email?: string;
  /** in the admin group */
  readonly admin?: boolean;
  readonly path?: string;
  readonly window?: { width: number; height: number };
  readonly scheme?: 'light' | 'dark';
  readonly touch?: boolean;
  readonly withServiceWorker?: boolean;
  /** before the page is opened: to route requests */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** What the browser itself says of sockets that a test cuts, and of what the test makes it block. */
const EXPECTED = /^Service Worker registration blocked|^WebSocket connection to .*\/live/;

/** A browser for the tests of a file. */
export function useBrowser(): { open: (options?: OpenOptions) => Promise<Opened> } {
  let browser: Browser;
  const opened: Opened[] = [];
  beforeAll(async () => {
    // its sandbox needs rights that containers do not have; only our own pages are shown
    if (hasBrowser) browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    for (const { complaints } of opened) expect(complaints).toEqual([]);
  });
  return {
    open: async (options = {}) => {
      const shown = await openPage(browser, options);
      opened.push(shown);
      return shown;
    },
  };
}

async function openPage(browser: Browser, options: OpenOptions): Promise<Opened> {
  const { email, path = '/', window = WINDOWS.wide, scheme = 'light', touch = false, prepare } = options;
  const context = await browser.newContext({
    ...{ viewport: window, colorScheme: scheme, hasTouch: touch, locale: 'en-GB', timezoneId: 'Europe/Berlin' },
    ...{ serviceWorkers: options.withServiceWorker ? 'allow' : 'block', baseURL: pageUrl },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await prepare?.(page);
  await page.goto(path);
  if (email !== undefined) await signIn(page, email, options.admin ?? false);
  return { page, context, complaints };
}

/** As a person does it: on the page, at the issuer, and back. */
async function signIn(page: Page, email: string, admin: boolean): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Sign in' }).click();
  await page.locator('input[name=email]').fill(email);
  if (admin) await page.getByRole('checkbox').check();
  await page.locator('input[name=email]').press('Enter');
  await page.getByRole('navigation').getByText(email).waitFor({ state: 'attached' });
}

const storeSchema = z.object({
  emails: z.array(z.object({ subject: z.string(), destination: z.object({ to: z.array(z.string()) }) })),
});

/** Subjects of the mails to this address in the local inbox, oldest first. */
export async function mailsTo(email: string): Promise<string[]> {
  const response = await fetch(stack?.inboxJsonUrl ?? '');
  const { emails } = storeSchema.parse(await response.json());
  return emails.filter(({ destination }) => destination.to.join().includes(email)).map(({ subject }) => subject);
}

/** The same person at the API. */
export function apiOf(email: string): Promise<Person> {
  return Person.signIn({ folder: stack?.folder ?? '', apiUrl: () => `${pageUrl}/api`, email, admin: false });
}

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What axe finds that is serious or worse. The page's policy allows no other code: axe runs as the browser's own. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // colours that change are measured where they end
  await page.evaluate('Promise.all(document.getAnimations().map((it) => it.finish()))').catch(() => {});
  const violations = (await page.evaluate(
    `${AXE}; axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)`,
  )) as readonly Violation[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target.join(' ')}: ${node.failureSummary}`));
}

/** For people who look at them: `PAGE_SCREENSHOTS=/tmp/shots npm test -- --project page`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS !== '') await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}
