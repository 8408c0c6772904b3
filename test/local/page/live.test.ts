import { describe, expect, test } from 'vitest';
import { hasBrowser, screenshot, seriousFindings, useBrowser } from './browser.ts';

const POLLING = 'Live updates are not available. Prices are updated every 5 s.';

describe.skipIf(!hasBrowser)('prices on the page', () => {
  const { open } = useBrowser();

  test('are read every five seconds where sockets are blocked, and the page says so', async () => {
    const { page } = await open({
      prepare: (shown) => shown.routeWebSocket('**/live', (socket) => void socket.close()),
    });
    await page.getByText(POLLING).waitFor();
    const figure = page.locator('.price-figure').first();
    const before = await figure.innerText();
    await expect.poll(() => figure.innerText(), { timeout: 15_000 }).not.toBe(before);
    await screenshot(page, 'polling');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('are grey with their age without a network, and live again when it is back', async () => {
    const { page, context, complaints } = await open();
    await page.locator('.price-figure').first().waitFor();
    await context.setOffline(true);
    await page.getByText(/^Offline for/).waitFor();
    await page.locator('.price-age').first().waitFor();
    expect(await page.locator('.price-age').first().innerText()).toMatch(/^\d+ s ago$/);
    await screenshot(page, 'offline');
    expect(await seriousFindings(page)).toEqual([]);
    await context.setOffline(false);
    await page.getByText(/^Offline for/).waitFor({ state: 'detached' });
    await page.locator('.price-age').first().waitFor({ state: 'detached' });
    // what the browser says of requests without a network
    complaints.splice(0);
  });

  test('of a coin that is found and followed with the keys alone go live in place', async () => {
    const { page } = await open({ email: 'finder@example.com' });
    await page.locator('.coins-row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('doge');
    await page.getByRole('option', { name: /DOGE.*Follow/ }).waitFor();
    await screenshot(page, 'finder');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    const row = page.getByRole('row', { name: /DOGE/ });
    await row.getByText('Live', { exact: true }).first().waitFor();
    expect(await row.locator('.price-figure').innerText()).toMatch(/^0\.\d+$/);
  });
});
