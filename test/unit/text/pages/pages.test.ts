import { describe, expect, it, test } from 'vitest';
import { alertPage } from '../../../../text/pages/alert-page.ts';
import { html } from '../../../../text/pages/html.ts';
import { formatPage, keepWhole, messagePage } from '../../../../text/pages/page.ts';
import { maskAddress, unsubscribePage } from '../../../../text/pages/unsubscribe-page.ts';
import { buildProfile } from '../../../support/memory-tables.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';

describe('a piece of a page', () => {
  it('escapes every value but pieces of pages', () => {
    const piece = html`<b>${'<i>'}</b>`;
    expect(html`<p>${piece}${['a & b', html`<br>`]}${7}</p>`.text).toBe('<p><b>&lt;i&gt;</b>a &amp; b<br>7</p>');
  });

  it('leaves nothing of null and false', () => {
    expect(html`<p>${null}${false}</p>`.text).toBe('<p></p>');
  });

  it('keeps each part of a line whole', () => {
    expect(keepWhole('5 Jan', '13:00').text).toBe('<span class="keep">5 Jan</span> <span class="keep">13:00</span>');
  });
});

test('a page is one document with its title, its paragraphs and nothing that is loaded or run', () => {
  const page = formatPage(messagePage('A & B', 'first', 'second'));
  expect(page).toContain('<title>A &amp; B · Pricebell</title>');
  expect(page).toContain('<h1>A &amp; B</h1><p>first</p><p>second</p>');
  expect(page).not.toMatch(/<script|<link|<img|\bsrc=|\bhref=/);
});

test("an alert's page is made of the alert alone, without a server", () => {
  const options = { coin: null, now: 2_000, mutedUntil: null, lastTrigger: null, timeZone: 'UTC', done: null };
  const { title, content } = alertPage({ alert: buildStoredAlert(), actions: ['pause'], ...options });
  expect(title).toBe('BTCUSDT: price crosses above 65,000');
  expect(content.text).toContain('value="pause"');
  const none = alertPage({ alert: buildStoredAlert(), actions: [], ...options });
  expect(none.content.text).toContain('Its expiry has passed');
  const muted = alertPage({ alert: buildStoredAlert(), actions: ['unmute'], ...options, mutedUntil: 3_600_000 });
  expect(muted.content.text).toContain('muted until 1970-01-01 01:00:00.000 UTC');
  expect(muted.content.text).toContain('End the mute');
});

test('the page of an unsubscribe link names the address only in part', () => {
  expect(maskAddress('ada@example.com')).toBe('a…@example.com');
  expect(maskAddress('nowhere')).toBe('…');
  const { title, content } = unsubscribePage(buildProfile(), null);
  expect(title).toBe('Stop all mails?');
  expect(content.text).toContain('a…@example.com');
  expect(content.text).not.toContain('ada@');
});
