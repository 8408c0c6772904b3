import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import type { Person } from './person.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const BTC = buildTape(['100', '100', '100', '105', '100', '105', '100']);

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: BTC } }));
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

/** The addresses of the links in all mails, each once, in their order. */
async function linksInMails(): Promise<string[]> {
  const texts = (await stack.inbox()).map(({ text }) => text);
  return [...new Set(texts.join('\n').match(/https?:\S+\/api\/links\/[\w.-]+/g) ?? [])];
}

const send = (link: string, body: URLSearchParams | FormData) =>
  fetch(link, { method: 'POST', body, redirect: 'manual' });
const press = (link: string, action: string) => send(link, new URLSearchParams({ action }));

test("a mail's links re-arm and pause its alert and stop all mails, without a token and by POST alone", async () => {
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(2);
  const id = await ada.addAlert('BTCUSDT', 'crosses-above', '104');
  const alert = () => ada.get(`/alerts/${id}`);
  stack.market.advance(60_000);
  await vi.waitFor(async () => expect(await alert()).toMatchObject({ status: 'active' }), WITHIN);
  stack.market.step(3);
  await vi.waitFor(async () => expect(await alert()).toMatchObject({ status: 'triggered' }), WITHIN);

  const pages = await vi.waitFor(async () => {
    const links = await linksInMails();
    expect(links.length).toBeGreaterThanOrEqual(2);
    return Promise.all(links.map(async (link) => ({ link, page: await (await fetch(link)).text() })));
  }, WITHIN);
  expect(await alert()).toMatchObject({ status: 'triggered', version: 1 });
  const linkWith = (words: string) => pages.find(({ page }) => page.includes(words))?.link ?? '';
  const [toAlert, toStop] = [linkWith('Re-arm this alert'), linkWith('Stop all mails')];

  const rearmed = await press(toAlert, 'rearm');
  expect([rearmed.status, rearmed.headers.get('location')]).toEqual([303, '?done=rearm']);
  expect(await alert()).toMatchObject({ status: expect.stringMatching(/arming|active/), version: 2 });
  expect(await (await fetch(`${toAlert}?done=rearm`)).text()).toContain('The alert is on again');
  await press(toAlert, 'pause');
  expect(await alert()).toMatchObject({ status: 'paused', version: 3 });

  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  expect((await send(toStop, form)).status).toBe(200);
  expect(await ada.get('/me')).toMatchObject({ mail: { state: 'unsubscribed', detail: 'by your mail program' } });
  expect((await press(toStop, 'subscribe')).status).toBe(303);
  expect(await ada.get('/me')).toMatchObject({ mail: { state: 'on' } });
  expect((await send(toStop, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }))).status).toBe(200);
  expect(await ada.get('/me')).toMatchObject({ mail: { state: 'unsubscribed' } });
  expect(stack.problems).toEqual([]);
});
