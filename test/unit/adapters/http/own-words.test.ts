import { describe, expect, it } from 'vitest';
import { eventOf, testEvent } from '../../../../adapters/http/webhook-event.ts';
import { presetOf, WEBHOOK_PRESETS } from '../../../../domain/channels/presets/presets.ts';
import type { WebhookTemplate } from '../../../../domain/channels/webhook-template.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { noticeId } from '../../../../domain/messages/notice.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const AT = 1_767_614_400_000;
const publicUrl = 'https://bell.example';
const words = (fields: Partial<WebhookTemplate>): WebhookTemplate => ({
  title: null,
  text: null,
  body: null,
  ...fields,
});
const say = (fields: Partial<WebhookTemplate>, message: Message = buildTrigger()) =>
  eventOf(message, { template: words(fields), publicUrl });
const notice: Message = {
  ...{ id: noticeId(ADA, 'coin-dark@5'), person: ADA, at: AT, deliveries: {} },
  content: {
    kind: 'alert-expired',
    symbol: 'BTCUSDT',
    quote: 'USDT',
    alertId: 'a',
    name: 'Breakout',
    note: null,
    rule: buildTrigger().rule,
    expiresAt: AT,
  },
};

describe('a fire in a person’s own words', () => {
  it('has their title and text, and what they leave out is said in ours', () => {
    const ours = eventOf(buildTrigger()).chat;
    const { id } = buildTrigger();
    const link = `${publicUrl}/fired/${encodeURIComponent(id)}`;
    const text = `{{level}} was met\n{{link}}`;
    expect(say({ title: '{{symbol}}: {{price}}', text }).chat).toEqual({
      ...{ title: 'BTCUSDT: 65,001.2', at: ours.at },
      lines: ['65,000 was met', link],
    });
    expect(say({ title: '{{symbol}}!' }).chat).toEqual({ ...ours, title: 'BTCUSDT!' });
    expect(say({}).chat).toEqual(ours);
    expect(eventOf(buildTrigger(), { template: null, publicUrl })).toEqual({ ...eventOf(buildTrigger()), link });
  });

  it('of the simulator says so all the same', () => {
    const { title } = say({ title: '{{symbol}}' }, buildTrigger({ feed: 'simulator' })).chat;
    expect(title).toBe('[simulator] BTCUSDT');
  });

  it('fills the JSON of a server that wants its own shape', () => {
    const body = '{"payload":{"summary":"{{sentence}}","severity":"critical","n":1},"dedup_key":"{{id}}"}';
    const note = '","evil":"{{price}}';
    expect(say({ body }, buildTrigger({ note })).json).toEqual({
      payload: { summary: 'BTCUSDT crossed above 65,000', severity: 'critical', n: 1 },
      dedup_key: buildTrigger().id,
    });
    expect(say({ body: '{"note":"{{note}}"}' }, buildTrigger({ note })).json).toEqual({ note });
  });

  it.each(WEBHOOK_PRESETS.filter((name) => presetOf(name).form.words === 'text'))(
    'is escaped by the platform: %s',
    (name) => {
      const note = '<b>&*_`~|[x](https://evil.example)@everyone <!channel>';
      const options = { token: 'a'.repeat(30) };
      const to = { url: 'https://a.example/', chatId: '1', options, messageId: 'msg_1' };
      const own = presetOf(name).request(say({ title: '{{note}}', text: '{{note}}' }, buildTrigger({ note })), to);
      // as the same note is in our words: no preset takes a person's words for markup
      const ours = presetOf(name).request(
        { ...say({}), chat: { title: note, lines: [note], at: say({}).chat.at } },
        to,
      );
      expect(own.body).toBe(ours.body);
    },
  );
});

describe('a notice', () => {
  it('is in our words', () => {
    expect(eventOf(notice, { template: words({ title: 'mine', text: '{{price}}' }), publicUrl })).toEqual(
      eventOf(notice),
    );
  });

  it('fills a JSON of one’s own with what it says', () => {
    const body = '{"summary":"{{sentence}}","coin":"{{symbol}}","price":"{{price}}","at":"{{isoTime}}"}';
    expect(eventOf(notice, { template: words({ body }), publicUrl }).json).toEqual({
      ...{ summary: eventOf(notice).chat.title, coin: 'BTCUSDT', price: '', at: new Date(AT).toISOString() },
    });
  });
});

describe('a test', () => {
  it('is in the words of its webhook, with the examples of the placeholders', () => {
    const { chat, json } = testEvent(
      { id: 'a', template: words({ title: '{{symbol}} {{price}}', body: '{"a":"{{level}}"}' }) },
      AT,
    );
    expect(chat).toMatchObject({ title: 'Test: BTCUSDT 65,001.2', lines: ['Your alerts can be sent here.'] });
    expect(json).toEqual({ a: '65,000' });
    expect(testEvent({ id: 'a', template: null }, AT).chat.title).toBe('A test from Pricebell');
  });
});
