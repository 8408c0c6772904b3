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

  test('a receiver is set up in its own words, and its secret can only be replaced', async () => {
    const email = 'receivers@example.com';
    const { page, complaints } = await open({ email });
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Add a receiver' }).click();
    const dialog = page.getByRole('dialog', { name: 'New receiver' });
    await dialog.getByLabel('Platform').selectOption('Discord');
    await dialog.getByLabel('Address').fill('https://discord.com/elsewhere');
    await dialog.getByText('Your own words').click();
    await dialog.getByLabel('Title').fill('{{symbole}}');
    await dialog.getByText('It has an unknown placeholder').waitFor();
    await dialog.getByLabel('Title').fill('Look: ');
    await dialog.getByRole('button', { name: 'symbol', exact: true }).click();
    await dialog.getByText('Look: BTCUSDT').waitFor();
    await dialog.getByLabel('Address').fill('http://discord.com/api/webhooks/1/AbCdEfGhIjKl');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Must begin with https://').waitFor();
    await dialog.getByLabel('Address').fill('https://discord.com/api/webhooks/1/AbCdEfGhIjKl');
    for (const [colorScheme, size] of [
      ['dark', WINDOWS.phone],
      ['light', WINDOWS.wide],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      expect(await widerThanWindow(page)).toBe(false);
      await screenshot(page, `receiver-${size.width}-${colorScheme}`);
      expect(await seriousFindings(page)).toEqual([]);
    }
    await dialog.getByLabel('Name').fill('Trading room');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Trading room is added.').waitFor();
    const api = await apiOf(email);
    const saved = async () => (await api.call('GET', '/me')).body;
    const shown = 'https://discord.com/api/webhooks/1/••••IjKl';
    const template = { title: 'Look: {{symbol}}', text: null, body: null };
    expect(await saved()).toMatchObject({ webhooks: [{ label: 'Trading room', url: shown, template, version: 1 }] });

    await page.getByRole('button', { name: 'More for Trading room' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit the receiver' });
    expect(await edit.getByLabel('Address').inputValue()).toBe(shown);
    await edit.getByLabel('Text').fill('{{rule}}');
    await edit.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Trading room is saved.').waitFor();
    const changed = { url: shown, template: { ...template, text: '{{rule}}' }, version: 2 };
    expect(await saved()).toMatchObject({ webhooks: [changed] });
    // what the API has refused is shown in the dialog; the browser complains of it too
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('422')));
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
