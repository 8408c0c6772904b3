import { afterEach, describe, expect, test } from 'vitest';
import { apiOf, hasBrowser, type Opened, screenshot, seriousFindings, useBrowser, WINDOWS } from './browser.ts';

const LINK = '/?new=coin:BTCUSDT;when:price,crosses-above,%2B1%25';

/** The browser notes each refusal of the API: of what a test types, and of a preview that takes too long on a slow machine. */
const REFUSED = /status of (412|422)/;

function useFormBrowser(): ReturnType<typeof useBrowser> {
  const { open } = useBrowser();
  const opened: Opened[] = [];
  afterEach(() => {
    for (const { complaints } of opened) complaints.push(...complaints.splice(0).filter((text) => !REFUSED.test(text)));
  });
  return {
    open: async (options) => {
      const shown = await open(options);
      opened.push(shown);
      return shown;
    },
  };
}

describe.skipIf(!hasBrowser)('the alert form', () => {
  const { open } = useFormBrowser();

  test('makes the alert that its sentence says, by keys alone, and gives the focus back', async () => {
    const email = 'form-new@example.com';
    const { page } = await open({ email });
    await page.locator('.coins-row').first().waitFor();
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: 'New alert' });
    const level = form.getByRole('textbox', { name: 'Level' });
    await level.waitFor();
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Level');
    await form.getByRole('button', { name: /^Coin/ }).click();
    await page.getByRole('searchbox', { name: 'Find a coin' }).fill('ETHUSDT');
    await page.keyboard.press('Enter');
    await level.fill('1m');
    await page.keyboard.press('Tab');
    expect(await level.inputValue()).toBe('1,000,000');
    await level.press('Enter');
    await form.waitFor({ state: 'detached' });
    await page.getByText('Alert saved').waitFor();
    const [alert] = (await (await apiOf(email)).call('GET', '/alerts')).body.items;
    expect(alert).toMatchObject({
      symbol: 'ETHUSDT',
      condition: { metric: 'price', op: 'crosses-above', level: '1000000' },
      repeat: { mode: 'once' },
      channels: [{ type: 'email' }],
    });
  });

  test('opens from a link, previews it, says what the API refuses at its field, and saves what is right', async () => {
    const email = 'form-link@example.com';
    const { page } = await open({ email });
    await page.goto(LINK);
    const form = page.getByRole('dialog', { name: 'New alert' });
    await form.getByText(/^\+1% is [\d,.]+ now\./).waitFor();
    await form.getByText(/^Last \d+ (days|hours)/).waitFor();
    expect(new URL(page.url()).search).toBe('');
    const level = form.getByRole('textbox', { name: 'Level' });
    await level.fill('0');
    await form.getByText('The level must be greater than 0.').waitFor();
    expect(await level.getAttribute('aria-invalid')).toBe('true');
    await level.fill('+2%');
    await form.getByRole('combobox', { name: 'How often' }).selectOption('every-time');
    await form.getByRole('checkbox', { name: 'Only if it stays so for' }).check();
    await form.getByRole('textbox', { name: 'Name' }).fill('From a link');
    await form.getByText(/^Last \d+ (days|hours)/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'form-options-wide-light');
    await form.getByRole('button', { name: 'Save alert' }).click();
    await page.getByText(/\+2% is [\d.]+, from [\d.]+/).waitFor();
    const [alert] = (await (await apiOf(email)).call('GET', '/alerts')).body.items;
    expect(alert).toMatchObject({ name: 'From a link', holdSeconds: 300, repeat: { cooldownSeconds: 3_600 } });
  });

  test('of an alert that was changed elsewhere shows both changes, and saves on top of the other', async () => {
    const email = 'form-edit@example.com';
    const api = await apiOf(email);
    const condition = { metric: 'price', op: 'crosses-above', level: '990000' };
    const { id } = (await api.call('POST', '/alerts', { symbol: 'BTCUSDT', condition, name: 'First' })).body;
    const { page } = await open({ email, path: '/alerts' });
    const row = page
      .getByRole('row', { name: /First/ })
      .or(page.locator('li', { hasText: 'First' }))
      .first();
    await row
      .getByRole('button', { name: /more|actions|menu/i })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: 'Change alert' });
    await form.getByText('More options').click();
    await form.getByRole('textbox', { name: 'Note' }).fill('mine');
    await api.call('PATCH', `/alerts/${id}`, { name: 'Elsewhere' });
    // the page hears of the change by its socket; the form was opened before it
    await form.getByRole('button', { name: 'Save changes' }).click();
    await form.getByText(/changed elsewhere in the meantime/).waitFor();
    await form.getByRole('button', { name: 'Save changes' }).click();
    await form.waitFor({ state: 'detached' });
    expect((await api.call('GET', `/alerts/${id}`)).body).toMatchObject({ name: 'Elsewhere', note: 'mine' });
  });

  test('refuses in words a link that asks for what no alert has, and a press on Escape closes the form', async () => {
    const { page } = await open({ path: '/?new=coin:BTCUSDT;colour:red' });
    const form = page.getByRole('dialog', { name: 'New alert' });
    await form.getByText('The link asks for “colour”, which no alert has.').waitFor();
    await form.getByText('Sign in to see how often it would have fired.').waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });

  test('begins with a common alert, of which each word is another choice, and refuses a level that the metric can not have', async () => {
    const email = 'form-metric@example.com';
    const { page } = await open({ email, path: '/coins/BTCUSDT' });
    await page.getByRole('button', { name: 'New alert' }).click();
    const form = page.getByRole('dialog', { name: 'New alert' });
    const level = form.getByRole('textbox', { name: 'Level' });
    const choose = (name: string, label: string) => form.getByRole('combobox', { name }).selectOption({ label });
    await form.getByRole('button', { name: 'RSI below 30' }).click();
    expect(await level.inputValue()).toBe('30');
    await level.fill('130');
    await form.getByText('The level must be at most 100.').waitFor();
    await level.fill('30');
    await choose('Candles', '4h');
    await choose('What is measured', 'distance from its average');
    expect(await level.inputValue()).toBe('0');
    await choose('Number of candles', '200');
    await choose('What it does', 'crosses above');
    await level.fill('45');
    await screenshot(page, 'form-metric-wide-light');
    expect(await seriousFindings(page)).toEqual([]);
    await form.getByRole('button', { name: 'Save alert' }).click();
    await form.waitFor({ state: 'detached' });
    const [alert] = (await (await apiOf(email)).call('GET', '/alerts')).body.items;
    expect(alert?.condition).toEqual({ metric: 'sma-200-4h', op: 'crosses-above', level: '45' });
  });

  test('sets up a receiver beside it, and neither Escape nor Save there is meant for the form', async () => {
    const email = 'form-receiver@example.com';
    const { page } = await open({ email, path: '/coins/BTCUSDT', window: WINDOWS.phone, scheme: 'dark' });
    await page.getByRole('button', { name: 'New alert' }).click();
    const form = page.getByRole('dialog', { name: 'New alert' });
    await form.getByRole('textbox', { name: 'Level' }).fill('1,000,000');
    await page.keyboard.press('Tab');
    await screenshot(page, 'form-common-phone-dark');
    const receiver = page.getByRole('dialog', { name: 'New receiver' });
    const openReceiver = async () => {
      await form.getByRole('button', { name: /^Sent by/ }).click();
      await page.getByRole('button', { name: 'New receiver' }).click();
      await receiver.waitFor();
    };
    await openReceiver();
    await page.keyboard.press('Escape');
    await receiver.waitFor({ state: 'detached' });
    await openReceiver();
    await receiver.getByLabel('Platform').selectOption('JSON of your own');
    await receiver.getByLabel('JSON', { exact: true }).fill('{ "price": "{{price}}" }');
    await screenshot(page, 'form-receiver-json-phone-dark');
    await receiver.getByLabel('Platform').selectOption('ntfy');
    expect(await receiver.getByLabel('Address').inputValue()).toBe('https://ntfy.sh/');
    await receiver.getByLabel('Name').fill('My phone');
    await receiver.getByLabel('Topic').fill('my-alerts-7f3k');
    await receiver.getByText('Your own words').click();
    const title = receiver.getByLabel('Title');
    await title.fill('at ');
    await title.press('Home');
    for (const name of ['symbol', 'price']) await receiver.getByRole('button', { name, exact: true }).click();
    expect(await title.inputValue()).toBe('{{symbol}}{{price}}at ');
    await title.fill('');
    expect(await title.isVisible()).toBe(true);
    // its letters are those of the page, and not of the sentence in which it was asked for
    const sizeOf = (query: string) => page.evaluate(`getComputedStyle(document.querySelector('${query}')).fontSize`);
    expect(await sizeOf('.receiver .input')).toBe(await sizeOf('body'));
    await screenshot(page, 'form-receiver-phone-dark');
    await receiver.getByRole('button', { name: 'Save' }).click();
    await receiver.waitFor({ state: 'detached' });
    await form.getByRole('button', { name: 'Sent by: mail and My phone' }).waitFor();
    const api = await apiOf(email);
    const alerts = async () => (await api.call('GET', '/alerts')).body.items;
    expect(await alerts()).toEqual([]);
    await form.getByRole('button', { name: 'Save alert' }).click();
    await form.waitFor({ state: 'detached' });
    const ntfy = { type: 'webhook', preset: 'ntfy', chatId: 'my-alerts-7f3k' };
    expect(await alerts()).toMatchObject([{ channels: [{ type: 'email' }, ntfy] }]);
  });

  test('makes one alert on several coins', async () => {
    const email = 'form-group@example.com';
    const { page } = await open({ email });
    await page.goto('/?new=coin:BTCUSDT,ETHUSDT;when:change-1h,below,-50;repeat:every-time;cooldown:600');
    const form = page.getByRole('dialog', { name: 'New alert' });
    await form.getByRole('button', { name: 'Coin: BTCUSDT or ETHUSDT' }).waitFor();
    await form.getByRole('button', { name: 'Save alert' }).click();
    await page.getByText('Alert on 2 coins saved').waitFor();
    const [group] = (await (await apiOf(email)).call('GET', '/groups')).body.items;
    expect(group).toMatchObject({ coins: ['BTCUSDT', 'ETHUSDT'], condition: { metric: 'change-1h', level: '-50' } });
  });

  test.each([
    ['wide', 'dark'],
    ['tablet', 'light'],
    ['phone', 'light'],
    ['phone', 'dark'],
  ] as const)('fits into a %s window, in the %s theme', async (window, scheme) => {
    const { page } = await open({ path: LINK, window: WINDOWS[window], scheme, touch: window !== 'wide' });
    await page
      .getByRole('dialog', { name: 'New alert' })
      .getByText(/is [\d,.]+ now/)
      .waitFor();
    await page.getByText('More options').click();
    const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
    expect(widths).toEqual([WINDOWS[window].width, WINDOWS[window].width]);
    await screenshot(page, `form-${window}-${scheme}`);
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('the explanation of an alert', () => {
  const { open } = useFormBrowser();

  test('says why it did not fire, with its states and its history', async () => {
    const email = 'explain@example.com';
    const api = await apiOf(email);
    const condition = { metric: 'price', op: 'crosses-above', level: '990000' };
    await api.call('POST', '/alerts', { symbol: 'BTCUSDT', condition, name: 'Far' });
    const { page } = await open({ email, path: '/alerts' });
    const row = page
      .getByRole('row', { name: /Far/ })
      .or(page.locator('li', { hasText: 'Far' }))
      .first();
    await row
      .getByRole('button', { name: /more|actions|menu/i })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Explain' }).click();
    const panel = page.getByRole('dialog', { name: 'Far' });
    await panel.getByText(/^Did not fire between/).waitFor();
    await panel.getByText('What was changed').click();
    await panel.getByText('You made it.').waitFor();
    await screenshot(page, 'explanation-wide-light');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });
});
