import { describe, expect, test } from 'vitest';
import { apiOf, hasBrowser, mailsTo, screenshot, seriousFindings, useBrowser } from './browser.ts';

const WITHIN_MS = 60_000;

describe.skipIf(!hasBrowser)('an alert that fires', () => {
  const { open } = useBrowser();

  test('is shown until it is closed, in the title, to screen readers and by mail; its proof is one press away', async () => {
    const email = 'fires@example.com';
    const { page } = await open({ email });
    await page.locator('.coins-row').first().waitFor();
    const api = await apiOf(email);
    const condition = { metric: 'price', op: 'above', level: '1' };
    await api.call('POST', '/alerts', { symbol: 'ETHUSDT', condition, name: 'Above one' });
    const toast = page.locator('.toast', { hasText: 'Above one' });
    await toast.waitFor({ timeout: WITHIN_MS });
    expect(await toast.innerText()).toContain('ETHUSDT');
    await expect.poll(() => page.title()).toBe('(1) Pricebell');
    expect(await page.getByRole('log').textContent()).toContain('Above one');
    await screenshot(page, 'fired-toast');
    expect(await seriousFindings(page)).toEqual([]);
    await toast.getByRole('button', { name: 'Show proof' }).click();
    await expect.poll(() => page.url()).toContain('/fired/');
    await page.locator('.proof', { hasText: 'The trades' }).waitFor();
    await expect.poll(() => page.title()).toBe('Pricebell');
    expect(await toast.count()).toBe(0);
    await expect.poll(() => mailsTo(email), { timeout: WITHIN_MS }).toHaveLength(1);
  }, 120_000);
});
