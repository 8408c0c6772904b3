import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createDocsPage } from '../../../functions/api/docs/docs-page.ts';
import type { Answer } from '../../../functions/api/http/answer.ts';
import { ENDPOINTS } from '../../../functions/api/openapi.ts';
import { readDocumentFile } from '../../support/document-files.ts';

/** Debian's path; `CHROMIUM` names another one. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A file for a screenshot. Empty: none. */
const SCREENSHOT = process.env.DOCS_SCREENSHOT ?? '';
const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) {
  console.warn(
    `LEFT OUT: /api/docs is not opened in a browser, since there is no chromium at ${CHROMIUM} (set CHROMIUM)`,
  );
}

const docs = createDocsPage(readDocumentFile);
const GZIP = 'gzip, deflate, br';
let server: Server;
let origin: string;

/** The routes of the page, and the document that it shows. */
async function answer(path: string, acceptEncoding: string | undefined): Promise<Answer> {
  if (path === '/api/docs') return docs.page();
  if (path !== '/api/openapi.json') return docs.file(path.replace('/api/docs/', ''), acceptEncoding);
  const headers = { 'content-type': 'application/json' };
  return { statusCode: 200, headers, body: await readDocumentFile('openapi.json') };
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    try {
      const encodings = request.headers['accept-encoding'];
      const {
        statusCode = 500,
        headers = {},
        body = '',
        isBase64Encoded,
      } = await answer(request.url ?? '', String(encodings));
      response.writeHead(statusCode, headers as Record<string, string>);
      response.end(isBase64Encoded ? Buffer.from(body, 'base64') : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server?.close());

/** The addresses that the page loads, as it names them. */
async function loaded(): Promise<string[]> {
  const { body = '' } = await docs.page();
  return [...body.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, address = '']) => address.replace('docs/', ''));
}

describe('a file of the page', () => {
  it('may be kept for ever under the name with its hash, and for a while under its own', async () => {
    const names = await loaded();
    expect(names).toHaveLength(3);
    for (const name of names) {
      expect(name).toMatch(/^[0-9a-f]{12}-/);
      expect((await docs.file(name, GZIP)).headers).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-encoding': 'gzip',
      });
      const own = await docs.file(name.slice(13), undefined);
      expect(own.headers).toMatchObject({ 'cache-control': 'public, max-age=300', vary: 'accept-encoding' });
      expect(own.isBase64Encoded).toBeUndefined();
    }
  });

  it('is the same compressed and not, and small enough for one answer of a function', async () => {
    for (const name of await loaded()) {
      const [zipped, plain] = [await docs.file(name, GZIP), await docs.file(name, 'identity')];
      expect(gunzipSync(Buffer.from(zipped.body ?? '', 'base64')).toString('utf8')).toBe(plain.body);
      expect(zipped.body?.length).toBeLessThan(1_000_000);
      expect(plain.body?.length).toBeLessThan(6_000_000);
    }
  });

  it.each(['nothing.js', '000000000000-swagger-ui.css', '../openapi.json', 'openapi.json', ''])(
    'is none of the name %j: 404',
    async (name) => {
      await expect(docs.file(name, GZIP)).rejects.toMatchObject({ options: { status: 404 } });
    },
  );
});

test.skipIf(!hasBrowser)(
  '/api/docs shows every operation, asks no other host, and breaks no rule of its policy',
  async () => {
    // its sandbox needs rights that containers do not have; only our own page is shown
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1_200, height: 1_000 } });
      const complaints: string[] = [];
      const asked = new Set<string>();
      page.on('console', (message) => void complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => void complaints.push(String(error)));
      page.on('request', (request) => void asked.add(new URL(request.url()).origin));
      await page.addInitScript(
        "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective, e.blockedURI))",
      );
      const opened = await page.goto(`${origin}/api/docs`);
      expect(opened?.headers()['content-security-policy']).not.toMatch(/unsafe|https?:/);
      await page.waitForSelector('.opblock');
      const operations = await page.locator('.opblock-summary').count();
      expect(operations).toBe(Object.keys(ENDPOINTS).length);
      await page.locator('#operations-alerts-createAlert .opblock-summary-control').click();
      await page.waitForSelector('#operations-alerts-createAlert .example');
      expect(await page.locator('#operations-alerts-createAlert').textContent()).toContain('crosses-above');
      if (SCREENSHOT !== '') await page.screenshot({ path: SCREENSHOT });
      expect([...asked].filter((one) => one !== origin && !one.startsWith('null'))).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  60_000,
);
