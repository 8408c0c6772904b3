import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { apiOf, hasBrowser, screenshot, seriousFindings, useBrowser, WINDOWS } from './browser.ts';

const SCHEMES = ['light', 'dark'] as const;

const widerThanWindow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

describe.skipIf(!hasBrowser)('settings', () => {
  const { open } = useBrowser();

  test('are kept as soon as they are chosen, and taken back by Undo', async () => {
    const email = 'settings@example.com';
    const { page } = await open({ email });
    await page.goto('/settings');
    const api = await apiOf(email);
    const saved = async () => (await api.call('GET', '/me')).body;
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Europe/Berlin');
    await expect.poll(async () => (await saved()).timeZone).toBe('Europe/Berlin');
    await page.getByRole('switch', { name: 'Quiet hours' }).check();
    await expect.poll(async () => (await saved()).quietHours).toEqual({ from: '22:00', to: '07:00' });
    await page.getByLabel('Quiet until').fill('06:30');
    await expect.poll(async () => (await saved()).quietHours).toEqual({ from: '22:00', to: '06:30' });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(async () => (await saved()).quietHours).toEqual({ from: '22:00', to: '07:00' });
    await page.getByRole('button', { name: 'Stop mails' }).click();
    await page.getByText('You asked for no mails').waitFor();
    expect(await saved()).toMatchObject({ mail: { state: 'unsubscribed' } });
  });

  test('and what is about the page fit every window in both themes', async () => {
    const { page } = await open({ email: 'settings-look@example.com' });
    for (const path of ['/settings', '/about']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (path === '/about') await page.getByText('Prices are from the built-in market simulator').waitFor();
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        for (const [name, size] of Object.entries(WINDOWS)) {
          await page.setViewportSize(size);
          expect(await widerThanWindow(page), `${path} ${name}`).toBe(false);
          await screenshot(page, `${path.slice(1)}-${name}-${colorScheme}`);
        }
        expect(await seriousFindings(page), path).toEqual([]);
      }
    }
  });
});

describe.skipIf(!hasBrowser)("the operator's view", () => {
  const { open } = useBrowser();

  test('shows who is in the admin group how the system is, and nobody else anything', async () => {
    const { page } = await open({ email: 'nobody@example.com' });
    await page.goto('/operator');
    await page.getByText('There is no such page.').waitFor();

    const admin = await open({ email: 'admin@example.com', admin: true, window: WINDOWS.phone });
    await admin.page.goto('/operator');
    for (const title of ['Health', 'Coins', 'Deliveries', 'Queues', 'Alarms']) {
      await admin.page.getByRole('heading', { name: title, exact: true }).waitFor();
    }
    await admin.page.getByRole('row', { name: 'quarantine' }).waitFor();
    await admin.page.getByText('JudgingIsLate', { exact: true }).click();
    await admin.page.getByText(/more than a minute old/).waitFor();
    expect(await widerThanWindow(admin.page)).toBe(false);
    await screenshot(admin.page, 'operator-phone');
    expect(await seriousFindings(admin.page)).toEqual([]);
  });
});
