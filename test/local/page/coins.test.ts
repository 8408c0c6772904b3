import { describe, expect, test } from 'vitest';
import { hasBrowser, screenshot, seriousFindings, useBrowser, WINDOWS } from './browser.ts';

describe.skipIf(!hasBrowser)('the coins', () => {
  const { open } = useBrowser();

  test('are shown to anybody, with price, changes and state, and without alerts', async () => {
    const { page } = await open();
    const row = page.getByRole('row', { name: /BTC/ });
    await row.getByText('Live').first().waitFor();
    expect(await row.locator('.price-figure').innerText()).toMatch(/^[\d,]+\.\d{2}$/);
    expect(await page.getByRole('columnheader').allInnerTexts()).not.toContain('Alerts');
    await screenshot(page, 'coins-wide-light');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('make room for the form beside them', async () => {
    const { page } = await open({ path: '/?new=coin:BTCUSDT' });
    await page.getByRole('dialog').waitFor();
    await page.locator('.coins-row').first().waitFor();
    const table = await page.locator('.coins').boundingBox();
    const panel = await page.locator('.coins-panel').boundingBox();
    expect(table?.width).toBeLessThanOrEqual(panel?.width ?? 0);
    await screenshot(page, 'coins-beside-form');
  });

  test.each([
    ['tablet', 'dark', 'signed in'],
    ['phone', 'light', 'signed in'],
    ['phone', 'dark', 'signed out'],
  ] as const)('fit into a %s window, in the %s theme, for who is %s', async (window, scheme, who) => {
    const person = who === 'signed in' ? { email: `fits-${window}@example.com` } : {};
    const { page } = await open({ window: WINDOWS[window], scheme, touch: true, ...person });
    await page.locator('.coins-row').first().waitFor();
    const table = await page.locator('.coins').boundingBox();
    const panel = await page.locator('.coins-panel').boundingBox();
    expect(table?.width).toBeLessThanOrEqual(panel?.width ?? 0);
    const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
    expect(widths).toEqual([WINDOWS[window].width, WINDOWS[window].width]);
    await screenshot(page, `coins-${window}-${scheme}`);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
