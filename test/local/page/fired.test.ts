import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../text/csv/parse-csv.ts';
import type { Person } from '../end-to-end/person.ts';
import { apiOf, hasBrowser, screenshot, seriousFindings, useBrowser, WINDOWS } from './browser.ts';

/** It is met already: it fires as soon as it is armed. */
const atOnce = (name: string) => ({ symbol: 'BTCUSDT', name, condition: { metric: 'price', op: 'above', level: '1' } });

async function fire(api: Person, names: readonly string[]): Promise<void> {
  const before = (await api.call('GET', '/triggers?limit=100')).body.items.length;
  await api.call('POST', '/alerts/bulk', { operation: 'create', items: names.map(atOnce) });
  await expect
    .poll(async () => (await api.call('GET', '/triggers?limit=100')).body.items.length, { timeout: 30_000 })
    .toBe(before + names.length);
}

describe.skipIf(!hasBrowser)('what fired', () => {
  const { open } = useBrowser();

  test('is listed by day; a row opens its proof, which has an address', async () => {
    const email = 'wick@example.com';
    const api = await apiOf(email);
    await fire(api, ['a wick']);
    const { page } = await open({ email, path: '/fired' });
    await page.getByRole('heading', { name: /^Today/ }).waitFor();
    await page.getByRole('button', { name: /a wick/ }).click();
    for (const part of ['The trades', 'From the trade to you', 'Messages', 'The rule then']) {
      await page.getByRole('heading', { name: part }).waitFor();
    }
    const { body } = await api.call('GET', '/triggers');
    const [trigger] = body.items;
    if (!trigger) throw new Error('nothing has fired');
    expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/fired/${trigger.id}`);
    const proof = page.locator('.proof');
    expect(await proof.innerText()).toContain(String(trigger.trade.id));
    await page.locator('.fired-row', { hasText: 'a wick' }).getByText('Simulator').waitFor();
    await proof.getByText('Accepted by the receiver').waitFor();
    await screenshot(page, 'fired-proof');
    expect(await seriousFindings(page)).toEqual([]);
    // it stays when the alert is deleted, and its link leads to it
    await api.call('DELETE', `/alerts/${encodeURIComponent(trigger.alertId)}`);
    await page.reload();
    await page.getByText('The alert was deleted.').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const [head, row] = parseCsv(readFileSync(await file.path(), 'utf8'));
    expect(row?.cells[head?.cells.indexOf('tradeId') ?? -1]).toBe(String(trigger.trade.id));
  });

  test('does not move what is being read: new ones wait above it', async () => {
    const email = 'reads@example.com';
    const api = await apiOf(email);
    await fire(
      api,
      Array.from({ length: 30 }, (_, index) => `old ${index}`),
    );
    const { page } = await open({ email, path: '/fired' });
    const rows = page.locator('.fired-row');
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(30);
    await page.mouse.wheel(0, 600);
    await expect.poll(() => page.evaluate('scrollY'), { timeout: 20_000 }).toBeGreaterThan(200);
    const read = rows.nth(20);
    const before = await read.boundingBox();
    await fire(api, ['new one', 'new two']);
    await page.getByRole('button', { name: '2 new ↑' }).waitFor();
    expect(await read.boundingBox()).toEqual(before);
    await page.getByRole('button', { name: '2 new ↑' }).click();
    await page.getByRole('button', { name: /new two/ }).waitFor();
    expect(await rows.count()).toBe(32);
    await page.getByLabel('State of a message').selectOption('Bounced');
    await page.getByText('Nothing that fired matches the filter.').waitFor();
    expect(new URL(page.url()).search).toBe('?state=bounced');
  });

  test('fits into a phone, and says when nothing has fired', async () => {
    const options = { window: WINDOWS.phone, scheme: 'dark', touch: true } as const;
    const { page } = await open({ ...options, email: 'quiet@example.com', path: '/fired' });
    await page.getByText('Nothing has fired yet.').waitFor();
    await fire(await apiOf('quiet@example.com'), ['the first one']);
    await page.getByRole('button', { name: /the first one/ }).click();
    await page.getByRole('heading', { name: 'Messages' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(WINDOWS.phone.width);
    await screenshot(page, 'fired-phone-dark');
    expect(await seriousFindings(page)).toEqual([]);
  });
});
