import { describe, test } from 'vitest';
import { hasBrowser, useBrowser } from './browser.ts';

describe.skipIf(!hasBrowser)('the installed page', () => {
  const { open } = useBrowser();

  test('opens without a network, and says that it has none', async () => {
    const { page, context, complaints } = await open({ withServiceWorker: true });
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await context.setOffline(true);
    await page.goto('/alerts');
    await page.getByRole('navigation').getByRole('link', { name: 'Coins', exact: true }).click();
    await page.getByRole('heading', { name: 'Coins' }).waitFor();
    await page.getByText(/does not answer/).waitFor();
    // the browser notes each request that had no network
    complaints.splice(0);
  });
});
