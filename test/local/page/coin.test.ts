import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Person } from '../end-to-end/person.ts';
import { apiOf, hasBrowser, screenshot, seriousFindings, useBrowser, WINDOWS } from './browser.ts';
import { priceOf } from './follow-live.ts';

const COIN = '/coins/BTCUSDT';
const TICK = 0.01;
/** Persons of this run: the stack may run longer than the tests. */
const emailOf = (name: string) => `${name}-${process.pid}@example.com`;

/** `offset`: of the price, as a share; far enough that the simulator's market does not come there meanwhile. */
async function makeAlert(api: Person, offset: number, name: string): Promise<{ id: string; level: number }> {
  const price = Number(await priceOf(api, 'BTCUSDT'));
  const level = (price * (1 + offset)).toFixed(2);
  const op = offset > 0 ? 'crosses-above' : 'crosses-below';
  const made = await api.call('POST', '/alerts', {
    symbol: 'BTCUSDT',
    condition: { metric: 'price', op, level },
    channels: [{ type: 'email' }],
    name,
  });
  expect(made.status).toBe(201);
  return { id: made.body.id, level: Number(level) };
}

const levelOf = async (api: Person, id: string): Promise<number> =>
  Number((await api.call('GET', `/alerts/${id}`)).body.condition.level);

const gripOf = (page: Page, name: string): Locator => page.getByRole('slider', { name });

const middleOf = async (locator: Locator) => {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** The answer to the change that a moved line sends. */
const patched = (page: Page) =>
  page.waitForResponse(
    (response) => response.request().method() === 'PATCH' && response.url().includes('/api/alerts/'),
  );

async function pressTouch(page: Page, points: readonly { x: number; y: number }[], holdMs = 0): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  const [first, ...more] = points;
  await send('touchStart', first);
  if (holdMs > 0) await page.waitForTimeout(holdMs);
  for (const point of more) await send('touchMove', point);
  await send('touchEnd');
}

/** By its key: a press by the mouse waits until nothing moves. */
async function openTable(page: Page): Promise<void> {
  await page.getByText('Show as table').focus();
  await page.keyboard.press('Enter');
  await page.locator('.coin-scroll tbody th').first().waitFor();
}

describe.skipIf(!hasBrowser)('a line of an alert', () => {
  const { open } = useBrowser();

  test('is moved by the mouse and by keys, returns by Escape and by Undo, and shows what was changed elsewhere', async () => {
    const email = emailOf('lines');
    const api = await apiOf(email);
    const { id, level } = await makeAlert(api, 0.02, 'Breakout');
    const { page, complaints } = await open({ email, path: COIN });
    const grip = gripOf(page, 'Breakout');
    await grip.waitFor();

    const from = await middleOf(grip);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x, from.y + 20);
    await page.mouse.move(from.x, from.y + 30);
    expect(await grip.innerText()).toMatch(/[\d,]+\.\d{2}\s+[+−][\d.]+%/);
    await screenshot(page, 'coin-drag');
    const [answer] = await Promise.all([patched(page), page.mouse.up()]);
    expect([answer.status(), answer.request().headers()['if-match']]).toEqual([200, '"1"']);
    const moved = await levelOf(api, id);
    expect(moved).toBeLessThan(level);
    expect(Math.abs(moved / TICK - Math.round(moved / TICK))).toBeLessThan(1e-6);
    expect(Number(await grip.getAttribute('aria-valuenow'))).toBe(moved);
    expect((await middleOf(grip)).y).toBeCloseTo(from.y + 30, -1);

    await Promise.all([patched(page), page.getByRole('button', { name: 'Undo' }).click()]);
    await expect.poll(() => levelOf(api, id)).toBe(level);

    await grip.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowUp');
    expect(Number(await grip.getAttribute('aria-valuenow'))).toBeCloseTo(level + 11 * TICK, 6);
    await page.keyboard.press('Escape');
    expect(Number(await grip.getAttribute('aria-valuenow'))).toBe(level);
    await page.keyboard.press('Shift+ArrowDown');
    const [byKeys] = await Promise.all([patched(page), page.keyboard.press('Enter')]);
    expect(byKeys.status()).toBe(200);
    expect(await levelOf(api, id)).toBeCloseTo(level - 10 * TICK, 6);

    // the page has not heard of a change that comes just before its own
    const other = (level * 1.01).toFixed(2);
    await page.route('**/api/alerts/*', async (route) => {
      if (route.request().method() === 'PATCH')
        await api.call('PATCH', `/alerts/${id}`, { condition: { level: other } });
      await route.continue();
    });
    await page.keyboard.press('ArrowUp');
    const [refused] = await Promise.all([patched(page), page.keyboard.press('Enter')]);
    expect(refused.status()).toBe(412);
    await page.getByText('This alert was changed elsewhere').waitFor();
    await expect.poll(() => grip.getAttribute('aria-valuenow')).toBe(`${Number(other)}`);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('412')));
  });

  test('flashes when its alert fires, and the fire has a link to its proof', async () => {
    const email = emailOf('fires');
    const api = await apiOf(email);
    const { id } = await makeAlert(api, 0.02, 'Near');
    let send: (text: string) => void = () => {};
    const { page } = await open({
      email,
      path: COIN,
      prepare: async (shown) => {
        await shown.routeWebSocket('**/live', (socket) => {
          socket.connectToServer();
          send = (text) => socket.send(text);
        });
      },
    });
    await gripOf(page, 'Near').waitFor();
    const level = (Number(await priceOf(api, 'BTCUSDT')) * 0.99).toFixed(2);
    await api.call('PATCH', `/alerts/${id}`, { condition: { op: 'above', level } });
    const fired = async () => (await api.call('GET', `/alerts/${id}/triggers`)).body.items;
    await expect.poll(async () => (await fired()).length, { timeout: 30_000 }).toBe(1);
    const [trigger] = await fired();
    // once more, should it have come already
    send(JSON.stringify({ type: 'trigger', trigger }));
    await page.locator('.line-flash').waitFor();
    await openTable(page);
    await page.locator(`.coin-scroll a[href$="${encodeURIComponent(String(trigger?.id))}"]`).waitFor();
  });

  test('is moved by a finger, which scrolls the page elsewhere', async () => {
    const email = emailOf('touch');
    const api = await apiOf(email);
    const { id, level } = await makeAlert(api, -0.02, 'Dip');
    const { page } = await open({ email, path: COIN, window: WINDOWS.phone, touch: true });
    const grip = gripOf(page, 'Dip');
    await grip.waitFor();
    await grip.scrollIntoViewIfNeeded();
    const box = await grip.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    const from = await middleOf(grip);
    const way = [0, -6, -14, -24].map((by) => ({ x: from.x, y: from.y + by }));
    const [answer] = await Promise.all([patched(page), pressTouch(page, way)]);
    expect(answer.status()).toBe(200);
    expect(await levelOf(api, id)).toBeGreaterThan(level);
  });
});

describe.skipIf(!hasBrowser)('the chart', () => {
  const { open } = useBrowser();
  const email = emailOf('chart');

  test.each(['wide', 'tablet', 'phone'] as const)('fits into a %s window, in both themes', async (window) => {
    const api = await apiOf(email);
    if ((await api.call('GET', '/alerts')).body.items.length === 0) {
      await makeAlert(api, 0.015, 'Breakout');
      await makeAlert(api, -0.02, 'Dip');
      for (const offset of [0.4, 0.5]) await makeAlert(api, offset, 'Moon');
      await api.call('POST', '/alerts', {
        symbol: 'BTCUSDT',
        condition: { metric: 'volatility-1h', op: 'above', level: '900' },
        channels: [{ type: 'email' }],
      });
    }
    const { page } = await open({ email, path: COIN, window: WINDOWS[window], touch: window !== 'wide' });
    await gripOf(page, 'Breakout').waitFor();
    await page.getByRole('button', { name: '2 alerts above' }).waitFor();
    await openTable(page);
    const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
    expect(widths).toEqual([WINDOWS[window].width, WINDOWS[window].width]);
    await page.evaluate('scrollTo(0, 0)');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(`html[data-theme=${scheme}]`).waitFor({ state: 'attached' });
      await screenshot(page, `coin-${window}-${scheme}`);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });

  test('has a line at the price at which another metric meets its level, and a pane for the metric that is chosen', async () => {
    const person = emailOf('pane');
    const api = await apiOf(person);
    for (const [metric, op, level] of [
      ['change-1h', 'crosses-above', '1.5'],
      ['change-1h', 'crosses-above', '1.6'],
      ['sma-20-1h', 'crosses-above', '2.5'],
    ]) {
      const made = await api.call('POST', '/alerts', { symbol: 'BTCUSDT', condition: { metric, op, level } });
      expect(made.status).toBe(201);
    }
    const { page } = await open({ email: person, path: COIN });
    const tag = page.getByRole('button', { name: /^Change over 1h, 1.5% \+[\d.]+%/ });
    await tag.waitFor();
    await page.getByRole('combobox', { name: 'What is measured' }).selectOption({ label: 'RSI' });
    await page.locator('.chart-title', { hasText: 'RSI on 1h candles' }).waitFor();
    await page.getByRole('combobox', { name: 'Candles' }).selectOption('15m');
    await page.getByRole('button', { name: /^20-hour average \+2.5% \+/ }).waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await screenshot(page, `coin-pane-${scheme}`);
    }
    expect(await seriousFindings(page)).toEqual([]);
    await page.reload();
    await page.locator('.chart-title', { hasText: 'RSI on 15m candles' }).waitFor();
    await page.setViewportSize(WINDOWS.phone);
    await tag.waitFor();
    await screenshot(page, 'coin-pane-phone-dark');
    // two lie at almost the same price: neither is pushed out of the window
    for (const each of await page.locator('.price-tag').all()) {
      expect((await each.boundingBox())?.x).toBeGreaterThanOrEqual(0);
    }
    await page.setViewportSize(WINDOWS.wide);
    await tag.click();
    await page.getByRole('dialog', { name: 'Change alert' }).waitFor();
  });

  test('opens the form at a right click, a long press and the plus at the axis, with the level that is pointed at', async () => {
    const { page } = await open({ email, path: COIN, touch: true });
    const form = page.getByRole('dialog', { name: 'New alert' });
    const level = form.getByRole('textbox', { name: 'Level' });
    const box = await page.locator('.chart-canvas').boundingBox();
    if (!box) throw new Error('no chart');
    await gripOf(page, 'Breakout').waitFor();
    const price = Number(await priceOf(await apiOf(email), 'BTCUSDT'));
    const filled = async (): Promise<number> => {
      await level.waitFor();
      const text = (await level.inputValue()).replaceAll(',', '');
      expect(text).toMatch(/^\d+(\.\d{1,2})?$/);
      expect(Math.abs(Number(text) / price - 1)).toBeLessThan(0.2);
      await page.keyboard.press('Escape');
      await form.waitFor({ state: 'detached' });
      return Number(text);
    };

    const point = { x: box.x + 300, y: box.y + 90 };
    const byRightClick = async (): Promise<number> => {
      await page.mouse.click(point.x, point.y, { button: 'right' });
      expect(await form.getByRole('combobox', { name: 'What it does' }).inputValue()).toBe('crosses-above');
      return filled();
    };
    const byPlus = async (): Promise<number> => {
      await page.mouse.move(point.x, point.y);
      await page.getByRole('button', { name: 'New alert at this level' }).click();
      return filled();
    };
    // a new candle may move the scale between the two
    const apart = async () => Math.abs((await byRightClick()) - (await byPlus()));
    await expect.poll(apart, { timeout: 20_000 }).toBeLessThan(price * 0.001);
    await pressTouch(page, [{ x: box.x + 300, y: box.y + 320 }], 700);
    expect(await filled()).toBeLessThan(await byPlus());
  });

  test('is the same without alerts for who is not signed in, with the notice of its library', async () => {
    const { page } = await open({ path: COIN });
    await page.locator('.chart-canvas canvas').first().waitFor();
    expect(await page.getByRole('slider').count()).toBe(0);
    const notice = page.getByRole('link', { name: /TradingView/ });
    expect(await notice.getAttribute('href')).toBe('https://www.tradingview.com/');
    for (const interval of ['1m', '15m', '1h', '4h', '1d']) {
      await page.getByRole('button', { name: interval, exact: true }).click();
      await page.locator('.chart-canvas canvas').first().waitFor();
    }
    expect(new URL(page.url()).search).toBe('?interval=1d');
  });

  test('has no hole after a lost connection', async () => {
    const api = await apiOf(email);
    let isAway = true;
    const { page, context, complaints } = await open({
      path: `${COIN}?interval=1m`,
      prepare: async (shown) => {
        await shown.route('**/candles?**', async (route) => {
          const { 'if-none-match': _, ...headers } = route.request().headers();
          const answer = await route.fetch({ headers });
          const body = await answer.json();
          // as if the page had heard nothing for twenty minutes
          const known = Date.now() - 20 * 60_000;
          const items = body.items.filter(({ start }: { start: string }) => Date.parse(start) < known);
          await route.fulfill({ status: answer.status(), json: isAway ? { ...body, items, nextCursor: null } : body });
        });
      },
    });
    await openTable(page);
    const times = page.locator('.coin-scroll tbody th');
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
      ...{ timeZone: 'Europe/Berlin', hourCycle: 'h23' },
    } as const);
    const readNewest = async () => (await api.call('GET', '/coins/BTCUSDT/candles?interval=1m')).body.items.slice(-30);
    // the stack may have begun just now: its history is stored some seconds later
    const age = async () => Date.now() - Date.parse(String((await readNewest()).at(-1)?.start));
    await expect.poll(age, { timeout: 90_000 }).toBeLessThan(4 * 60_000);
    const expected: string[] = (await readNewest()).map(({ start }) => format.format(Date.parse(String(start))));
    expect(await times.allInnerTexts()).not.toContain(expected.at(-10));
    await context.setOffline(true);
    isAway = false;
    await context.setOffline(false);
    await expect.poll(() => times.allInnerTexts(), { timeout: 30_000 }).toEqual(expect.arrayContaining(expected));
    complaints.splice(0);
  });

  test('says that a coin is not listed, or not followed yet, and why candles could not be read', async () => {
    const { page, complaints } = await open({ email, path: '/coins/NOSUCHCOIN' });
    await page.getByText('The exchange does not list NOSUCHCOIN.').waitFor();
    await page.goto('/coins/XRPUSDT');
    await page.getByText('XRPUSDT is not followed yet.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    let isBroken = true;
    await page.route('**/candles?**', (route) => (isBroken ? route.abort() : route.continue()));
    await page.goto(COIN);
    await page.getByText('Pricebell does not answer.').waitFor();
    isBroken = false;
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.locator('.chart-canvas canvas').first().waitFor();
    complaints.splice(0);
  });
});
