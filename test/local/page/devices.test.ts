import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { buildBrowser } from '../../support/browser.ts';
import { apiOf, hasBrowser, pageUrl, screenshot, seriousFindings, useBrowser, WINDOWS } from './browser.ts';

const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/page-';
const NOTIFY = { name: 'Notify this device' };

/** A subscription as a browser gives it, kept until it is ended. */
const madeUpService = (keys: object) => `{
  let made = null;
  let count = 0;
  PushManager.prototype.getSubscription = async () => made;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const key = atob(applicationServerKey.replaceAll('-', '+').replaceAll('_', '/'));
    const endpoint = '${ENDPOINT}' + Date.now() + '-' + (count += 1);
    made = {
      endpoint,
      options: { applicationServerKey: Uint8Array.from(key, (each) => each.charCodeAt(0)).buffer },
      toJSON: () => ({ endpoint, keys: ${JSON.stringify(keys)} }),
      unsubscribe: async () => { made = null; return true; },
    };
    return made;
  };
}`;

/** There is no push service where tests run: the browser's own subscription is made up, and everything else is real. */
async function withPushService(page: Page): Promise<void> {
  await page.context().grantPermissions(['notifications'], { origin: pageUrl });
  const { keys } = buildBrowser().subscription;
  await page.addInitScript(madeUpService(keys));
}

describe.skipIf(!hasBrowser)('devices', () => {
  const { open } = useBrowser();

  test('a device is registered on a click, listed with its name, and removed', async () => {
    const email = 'device@example.com';
    const options = { email, path: '/settings', withServiceWorker: true, prepare: withPushService };
    const { page } = await open(options);
    await page.getByRole('button', NOTIFY).click();
    await page.getByText('Alerts reach this device.').waitFor();
    await page.getByText('Chrome on Linux (this browser)').waitFor();
    expect(await page.getByRole('button', NOTIFY).count()).toBe(0);
    const api = await apiOf(email);
    const { items } = (await api.call('GET', '/me/devices')).body;
    expect(items).toMatchObject([{ label: 'Chrome on Linux', state: 'active' }]);
    await screenshot(page, 'devices');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove Chrome on Linux' }).click();
    await page.getByRole('button', NOTIFY).waitFor();
    expect((await api.call('GET', '/me/devices')).body.items).toEqual([]);
  });

  test('a push shows a notification, also one that can not be read', async () => {
    const prepare = (page: Page) => page.context().grantPermissions(['notifications'], { origin: pageUrl });
    const { page, context } = await open({ path: '/', withServiceWorker: true, prepare });
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    const cdp = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first) resolve(first.registrationId);
      });
    });
    await cdp.send('ServiceWorker.enable');
    const registrationId = await registered;
    const push = (data: string) =>
      cdp.send('ServiceWorker.deliverPushMessage', { origin: pageUrl, registrationId, data });
    const payload = { title: 'BTCUSDT crossed 65,000', body: 'sell half', tag: 't1', path: '/coins/BTCUSDT', at: 5 };
    await push(JSON.stringify(payload));
    await push('no JSON');
    const shown = () =>
      page.evaluate(
        `navigator.serviceWorker.ready
          .then((it) => it.getNotifications())
          .then((all) => all.map(({ title, body, tag, data }) => ({ title, body, tag, path: data.path })))`,
      ) as Promise<unknown[]>;
    const { at: _, ...visible } = payload;
    await expect.poll(shown, { timeout: 20_000 }).toHaveLength(2);
    expect(await shown()).toEqual(
      expect.arrayContaining([visible, expect.objectContaining({ title: 'Pricebell', path: '/fired' })]),
    );
  });

  test('a browser that can not reach its push service says so, on a phone too', async () => {
    const prepare = (page: Page) => page.context().grantPermissions(['notifications'], { origin: pageUrl });
    const options = { window: WINDOWS.phone, scheme: 'dark', touch: true, withServiceWorker: true, prepare } as const;
    const { page, complaints } = await open({ ...options, email: 'alone@example.com', path: '/settings' });
    await page.getByRole('button', NOTIFY).click();
    await page.getByText('This device was not registered.').waitFor();
    await page.getByText(/reach its push service just now/).waitFor();
    await screenshot(page, 'devices-phone');
    expect(await seriousFindings(page)).toEqual([]);
    // the browser of the tests is a private window, and Chromium says so
    expect(complaints.splice(0)).toEqual([expect.stringContaining('does not support the Push API in incognito mode')]);
  });
});
