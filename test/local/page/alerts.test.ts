import { readFileSync } from 'node:fs';
import type { Page, WebSocketRoute } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Person } from '../end-to-end/person.ts';
import { apiOf, hasBrowser, screenshot, seriousFindings, useBrowser, WINDOWS } from './browser.ts';

const far = (level: string, more: object = {}) => ({
  ...{ symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level } },
  ...more,
});

/** Makes alerts and gives back their ids. */
async function make(api: Person, alerts: readonly object[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < alerts.length; from += 100) {
    const items = alerts.slice(from, from + 100);
    const { body } = await api.call('POST', '/alerts/bulk', { operation: 'create', items });
    ids.push(...body.results.map(({ alert }) => alert.id));
  }
  return ids;
}

async function statuses(api: Person): Promise<Record<string, string>> {
  const { body } = await api.call('GET', '/alerts?limit=100');
  return Object.fromEntries(body.items.map(({ id, status }) => [id, String(status)]));
}

/** At once, unless the machine is busy. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 20_000 });

const armed = expect.stringMatching(/^(arming|active)$/);
const rowOf = (page: Page, name: string) => page.locator('.alerts-row', { hasText: name });
const pick = (page: Page, name: string) => page.getByLabel(`Select ${name}`, { exact: true });

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** What a download holds. */
async function download(page: Page, item: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: 'Import and export' })
      .click()
      .then(() => page.getByRole('menuitem', { name: item }).click()),
  ]);
  return readFileSync(await file.path(), 'utf8');
}

describe.skipIf(!hasBrowser)('the alerts', () => {
  const { open } = useBrowser();

  test('invite to make the first one', async () => {
    const { page } = await open({ email: 'no-alerts@example.com', path: '/alerts' });
    await page.getByText('No alerts yet.').waitFor();
    expect(await page.getByRole('button', { name: 'New alert' }).count()).toBe(1);
    await screenshot(page, 'alerts-none');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('are closest to firing first, a group in one row; what is filtered is in the address', async () => {
    const email = 'few-alerts@example.com';
    const api = await apiOf(email);
    await make(api, [far('+20%', { name: 'far' }), far('+5%', { name: 'near' }), far('+9%', { note: 'in between' })]);
    const group = { coins: ['ETHUSDT', 'SOLUSDT'], condition: { metric: 'price', op: 'crosses-below', level: '-12%' } };
    const { body: made } = await api.call('POST', '/groups', { ...group, name: 'all down' });
    const sockets: WebSocketRoute[] = [];
    const prepare = (it: Page) =>
      it.routeWebSocket(/\/live$/, (socket) => {
        socket.connectToServer();
        sockets.push(socket);
      });
    const { page } = await open({ email, path: '/alerts', prepare });
    await rowOf(page, 'all down').waitFor();
    const titles = async () => (await page.locator('.alerts-title').allInnerTexts()).map((it) => it.trim());
    await eventually(titles).toEqual(['near', expect.stringContaining('BTCUSDT crosses above'), 'all down', 'far']);
    await screenshot(page, 'alerts-few');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'all down' }).first().click();
    expect(await titles()).toEqual(expect.arrayContaining(['ETHUSDT', 'SOLUSDT']));
    // what is changed elsewhere shows here
    const { body: paused } = await api.call('PATCH', `/groups/${made.id}`, { status: 'paused' });
    for (const { alertId: id, symbol, status } of paused.members) {
      sockets.at(-1)?.send(JSON.stringify({ type: 'alert', id, symbol, version: 2, status }));
    }
    await rowOf(page, 'all down').getByText('Paused', { exact: true }).waitFor();
    await page.getByPlaceholder('Name, note or coin').fill('between');
    await page.getByText('1 alert', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?text=between');
    await page.reload();
    await page.getByText('1 alert', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await rowOf(page, 'far').waitFor();
  });

  test('that are paused together are resumed together, and nothing that was paused before', async () => {
    const email = 'pauses@example.com';
    const api = await apiOf(email);
    const names = ['first', 'second', 'third'];
    const [first = '', second = '', third = ''] = await make(
      api,
      names.map((name) => far('+30%', { name })),
    );
    await api.call('PATCH', `/alerts/${third}`, { status: 'paused' });
    const { page } = await open({ email, path: '/alerts' });
    await page.getByLabel('Select all').check();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('2 alerts paused.').waitFor();
    expect(await statuses(api)).toEqual({ [first]: 'paused', [second]: 'paused', [third]: 'paused' });
    await page.reload();
    await page.getByRole('button', { name: 'Resume these 2' }).click();
    await page.getByText('2 alerts resumed.').waitFor();
    expect(await statuses(api)).toEqual({ [first]: armed, [second]: armed, [third]: 'paused' });
  });

  test('one that is deleted is paused at once, comes back by Undo with its id, and goes when the time is over', async () => {
    const email = 'deletes@example.com';
    const api = await apiOf(email);
    const [kept = '', gone = ''] = await make(api, [far('+31%', { name: 'kept' }), far('+32%', { name: 'gone' })]);
    const { page } = await open({ email, path: '/alerts', prepare: (it) => it.clock.install() });
    await choose(page, 'kept', 'Delete');
    await eventually(async () => (await statuses(api))[kept]).toBe('paused');
    expect(await rowOf(page, 'kept').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'kept').waitFor();
    await eventually(async () => (await statuses(api))[kept]).toEqual(armed);
    await choose(page, 'gone', 'Delete');
    await eventually(async () => (await statuses(api))[gone]).toBe('paused');
    await page.clock.fastForward(12_500);
    await eventually(async () => Object.keys(await statuses(api))).toEqual([kept]);
    // a page that ends meanwhile leaves it paused
    await choose(page, 'kept', 'Delete');
    await eventually(async () => (await statuses(api))[kept]).toBe('paused');
    await page.reload();
    await rowOf(page, 'kept').getByText('Paused').first().waitFor();
  });

  test('leave as a file and come back from it; a row that can not be read is named', async () => {
    const api = await apiOf('exports@example.com');
    const [all] = await make(api, [far('+40%', { name: '=formula' }), far('-40%', { note: 'a, "b"' })]);
    expect(all).toBeDefined();
    const { page } = await open({ email: 'exports@example.com', path: '/alerts' });
    await rowOf(page, '=formula').waitFor();
    const table = await download(page, 'Export as CSV');
    const file = await download(page, 'Export as JSON');
    expect(JSON.parse(file).alerts).toHaveLength(2);
    expect(table).toContain("'=formula");
    const { page: other } = await open({ email: 'imports@example.com', path: '/alerts' });
    await other.getByRole('button', { name: 'Import and export' }).click();
    await other.getByRole('menuitem', { name: 'Import…' }).click();
    const bad = `${table}bad,BTCUSDT,,,,,,,,,price goes up\r\n`;
    await other.setInputFiles('input[type=file]', {
      name: 'alerts.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(bad),
    });
    await other.getByText('line 4').first().waitFor();
    await screenshot(other, 'alerts-import');
    await other.getByRole('button', { name: 'Import 2 alerts' }).click();
    await other.getByText('2 alerts imported.').or(other.getByText('2 alerts imported')).first().waitFor();
    const { body } = await (await apiOf('imports@example.com')).call('GET', '/alerts');
    const found = body.items.map(({ name, note }) => name ?? note);
    expect(found.sort()).toEqual(['=formula', 'a, "b"']);
  });

  test('a hundred and more are cheap to show, and are worked on with keys alone', async () => {
    const email = 'many-alerts@example.com';
    const api = await apiOf(email);
    await make(
      api,
      Array.from({ length: 150 }, (_, index) => far(`+${(50 + index / 10).toFixed(1)}%`, { name: `n${index}` })),
    );
    const { page } = await open({ email, path: '/alerts' });
    await page.getByText('150 alerts').waitFor();
    expect(await page.locator('.alerts-row').count()).toBeLessThan(100);
    await screenshot(page, 'alerts-many');
    await page.locator('.alerts-title').first().focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('3 alerts selected').waitFor();
    await page.getByRole('button', { name: 'Snooze…' }).press('Enter');
    await page.getByRole('button', { name: '8 hours' }).press('Enter');
    await page.getByText('3 alerts snoozed.').waitFor();
    await eventually(async () => {
      await page.mouse.wheel(0, 100_000);
      return rowOf(page, 'n149').count();
    }).toBe(1);
  });

  test('are cards on a phone, with their actions where the thumb is', async () => {
    const email = 'phone-alerts@example.com';
    const api = await apiOf(email);
    await make(api, [far('+60%', { name: 'on a phone', note: 'x'.repeat(200) }), far('+61%')]);
    // every coin of the simulator is old enough for every metric
    const prepare = async (it: Page) => {
      await it.route(/\/api\/alerts(?:\?|$)/, async (route) => {
        const response = await route.fetch();
        const list = await response.json();
        const warmingUpUntil = new Date(Date.now() + 39.5 * 60_000).toISOString();
        const items = list.items?.map((alert: { name?: string | null }) => {
          return alert.name === null ? { ...alert, warmingUpUntil } : alert;
        });
        await route.fulfill({ response, json: items ? { ...list, items } : list });
      });
    };
    const { page } = await open({
      email,
      path: '/alerts',
      window: WINDOWS.phone,
      scheme: 'dark',
      touch: true,
      prepare,
    });
    await page.getByText(/^Warming up, (39|40) more minutes$/).waitFor();
    await pick(page, 'on a phone').check();
    const bar = page.getByRole('toolbar', { name: 'Selected alerts' });
    const box = await bar.boundingBox();
    expect((box?.y ?? 0) > WINDOWS.phone.height / 2).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(WINDOWS.phone.width);
    await screenshot(page, 'alerts-phone-dark');
    expect(await seriousFindings(page)).toEqual([]);
    await bar.getByRole('button', { name: 'Duplicate…' }).click();
    await page.getByLabel('ETHUSDT').check();
    await page.getByRole('button', { name: 'Make 1 alert' }).click();
    await page.getByText('1 alert made.').waitFor();
    const { body } = await api.call('GET', '/alerts?symbol=ETHUSDT');
    expect(body.items).toMatchObject([{ name: 'on a phone', condition: { op: 'crosses-above' } }]);
    // as many percent above its own price, which has moved since
    expect(Math.abs(Number(body.items[0]?.distance?.percent ?? 60) - 60)).toBeLessThan(5);
  });
});
