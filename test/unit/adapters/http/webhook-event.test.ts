import { describe, expect, it } from 'vitest';
import { triggerViewSchema } from '../../../../contract/trigger-view.ts';
import { WEBHOOK_PRESETS, type WebhookPreset } from '../../../../domain/channels/presets/presets.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { type NoticeContent, noticeId, noticeName } from '../../../../domain/messages/notice.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { writeBody } from '../../../support/preset-request.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../support/triggers.ts';

const AT = Date.UTC(2026, 10, 22, 9);
const outage = {
  symbol: 'BTCUSDT',
  since: AT,
  cause: 'unseen' as const,
  toldAt: AT + 60_000,
  before: { tradeId: 7, time: AT - 1_000 },
  endedAt: null,
  rechecked: null,
};

function noticeOf(content: NoticeContent): Message {
  return { id: noticeId(ADA, noticeName(content, AT)), person: ADA, at: AT, content, deliveries: {} };
}

const bodyOf = (message: Message, preset: WebhookPreset, chatId: string | null = null) =>
  JSON.parse(writeBody(message, { preset, chatId }));

it.each(WEBHOOK_PRESETS)('%s says the name of the alert', (preset) => {
  expect(writeBody(buildTrigger({ name: 'Breakout 7' }), { preset, chatId: '1' })).toContain('Breakout 7');
});

it.each(WEBHOOK_PRESETS)('%s says the note of the alert', (preset) => {
  expect(writeBody(buildTrigger({ note: 'strategy 7 sell' }), { preset, chatId: '1' })).toContain('strategy 7 sell');
});

describe('standard', () => {
  it('sends the trigger as the API shows it, without its deliveries', () => {
    const { type, timestamp, data } = bodyOf(buildTrigger({ note: 'sell' }), 'standard');
    expect({ type, timestamp }).toEqual({
      type: 'trigger.fired',
      timestamp: new Date(buildTrigger().trade.time).toISOString(),
    });
    expect(data).not.toHaveProperty('deliveries');
    expect(triggerViewSchema.parse({ ...data, deliveries: [] })).toMatchObject({
      note: 'sell',
      alertId: ALERT_ID,
      symbol: 'BTCUSDT',
      trade: { id: 12, price: '65001.2' },
      rule: { condition: { metric: 'price', op: 'crosses-above', level: '65000' } },
    });
    expect(JSON.stringify(data)).not.toContain('issuer.example');
  });

  it('is the same text for every attempt', () => {
    const first = writeBody(buildTrigger(), { preset: 'standard', chatId: null });
    const delivery = {
      channel: 'email',
      at: 9,
      detail: 'x',
      deferrals: 0,
      claimedUntil: null,
      mailId: null,
      isRepeat: true,
    };
    const later = buildTrigger({ deliveries: { email: { ...delivery, state: 'sent', attempts: 3 } } });
    expect(writeBody(later, { preset: 'standard', chatId: null })).toBe(first);
  });

  it('reports that a coin is dark, and that it is back', () => {
    expect(bodyOf(noticeOf({ kind: 'coin-dark', symbol: 'BTCUSDT', outage }), 'standard')).toEqual({
      type: 'coin.dark',
      timestamp: '2026-11-22T09:00:00.000Z',
      data: {
        id: `coin-dark:BTCUSDT:${AT}`,
        symbol: 'BTCUSDT',
        cause: 'unseen',
        since: '2026-11-22T09:00:00.000Z',
        endedAt: null,
        before: { tradeId: 7, time: '2026-11-22T08:59:59.000Z' },
        rechecked: null,
      },
    });
    const halted = { ...outage, cause: 'halted' as const };
    expect(bodyOf(noticeOf({ kind: 'coin-halted', symbol: 'BTCUSDT', outage: halted }), 'standard')).toMatchObject({
      type: 'coin.halted',
      data: { id: `coin-halted:BTCUSDT:${AT}`, cause: 'halted', endedAt: null },
    });
    const ended = { ...outage, endedAt: AT + 5_000, rechecked: { tradeId: 90, time: AT + 4_000 } };
    expect(bodyOf(noticeOf({ kind: 'coin-back', symbol: 'BTCUSDT', outage: ended }), 'standard')).toMatchObject({
      type: 'coin.back',
      data: { endedAt: '2026-11-22T09:00:05.000Z', rechecked: { tradeId: 90, time: '2026-11-22T09:00:04.000Z' } },
    });
  });

  it('reports that an alert was paused because its coin may be another one', () => {
    const because = {
      kind: 'another-coin' as const,
      before: { price: '0.00005', time: AT },
      first: { price: '9', time: AT },
    };
    const content = {
      symbol: 'LUNAUSDT',
      quote: 'USDT',
      alertId: ALERT_ID,
      rule: buildCrossingRule(),
      name: null,
      note: null,
      because,
    };
    expect(bodyOf(noticeOf({ kind: 'alert-paused', ...content }), 'standard')).toMatchObject({
      type: 'alert.paused',
      data: {
        id: `alert-paused:${ALERT_ID}:${AT}`,
        because: 'another-coin',
        before: { price: '0.00005' },
        first: { price: '9' },
      },
    });
    expect(JSON.stringify(bodyOf(noticeOf({ kind: 'alert-paused', ...content }), 'discord'))).toContain(
      'came back at 9',
    );
  });

  it('reports that an alert has expired, without naming its owner', () => {
    const rule = buildCrossingRule();
    const content = {
      symbol: 'BTCUSDT',
      quote: 'USDT',
      alertId: ALERT_ID,
      rule,
      name: 'Exit',
      note: 'sell',
      expiresAt: AT,
    };
    const body = bodyOf(noticeOf({ kind: 'alert-expired', ...content }), 'standard');
    expect(body).toMatchObject({
      type: 'alert.expired',
      data: { alertId: ALERT_ID, name: 'Exit', note: 'sell', expiresAt: '2026-11-22T09:00:00.000Z' },
    });
    expect(JSON.stringify(body)).not.toContain('issuer.example');
  });

  it('reports that an alert is muted, and how to end it, with no link that could act', () => {
    const rule = buildCrossingRule();
    const alert = { symbol: 'BTCUSDT', quote: 'USDT', alertId: ALERT_ID, rule, name: 'Exit', note: null };
    const content = { ...alert, kind: 'alert-muted', maxFiresPerHour: 60, countedFrom: 7, until: AT } as const;
    const body = bodyOf(noticeOf(content), 'standard');
    expect(body).toMatchObject({
      type: 'alert.muted',
      data: { id: `alert-muted:${ALERT_ID}:7`, maxFiresPerHour: 60, mutedUntil: '2026-11-22T09:00:00.000Z' },
    });
    const chat = JSON.stringify(bodyOf(noticeOf(content), 'discord'));
    expect(chat).toContain('Exit: Your alert on BTCUSDT fired too often: muted until 2026-11-22 09:00:00.000 UTC');
    expect(chat).toContain('PATCH');
    for (const text of [JSON.stringify(body), chat]) expect(text).not.toMatch(/issuer\.example|api\/links/);
  });
});

describe('telegram', () => {
  it('writes to the chat, in HTML, without a preview of links', () => {
    const body = bodyOf(buildTrigger(), 'telegram', '-100123');
    expect(body).toMatchObject({ chat_id: '-100123', parse_mode: 'HTML', link_preview_options: { is_disabled: true } });
    expect(body.text).toMatch(/^<b>BTCUSDT crossed above 65,000 \(65,001\.2\)<\/b>\nTrade 12: 65,001\.2 at /);
  });

  it('escapes HTML markup', () => {
    const { text } = bodyOf(buildTrigger({ note: '<b>5 > 3 & 2</b>' }), 'telegram', '1');
    expect(text).toContain('\n&lt;b&gt;5 &gt; 3 &amp; 2&lt;/b&gt;\n');
  });
});

describe('discord', () => {
  it('mentions nobody, whatever a note says', () => {
    const body = bodyOf(buildTrigger({ note: '@everyone **look** `here`' }), 'discord');
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.content).toBe('BTCUSDT crossed above 65,000 \\(65,001.2\\)');
    expect(body.embeds).toHaveLength(1);
    expect(body.embeds[0].description).toContain('\\@everyone \\*\\*look\\*\\* \\`here\\`\n');
  });
});

describe('slack', () => {
  it('sends a text for notifications and the same in blocks', () => {
    const body = bodyOf(buildTrigger({ note: '<!channel> A&B' }), 'slack');
    expect(body.text).toBe('BTCUSDT crossed above 65,000 (65,001.2)');
    expect(body.blocks).toMatchObject([
      { type: 'section', text: { type: 'mrkdwn', text: '*BTCUSDT crossed above 65,000 (65,001.2)*' } },
      { type: 'section', text: { type: 'mrkdwn', verbatim: true } },
    ]);
    expect(body.blocks[1].text.text).toMatch(/^&lt;!channel&gt; A&amp;B\n/);
  });
});

describe('every chat', () => {
  const presets: WebhookPreset[] = ['telegram', 'discord', 'slack'];

  it.each(presets)('%s says that prices are simulated, and when what happened was seen late', (preset) => {
    const text = JSON.stringify(bodyOf(buildTrigger({ feed: 'simulator', recovered: true }), preset, '1'));
    expect(text).toMatch(/simulator/);
    expect(text).toContain('Seen late, by catching up on what was missed.');
  });

  it.each([
    ['telegram', 4_096],
    ['discord', 4_096],
    ['slack', 3_000],
  ] as const)('%s is never sent more than it takes, nor half a character or escape', (preset, most) => {
    const body = bodyOf(buildTrigger({ note: '&😀'.repeat(5_000) }), preset, '1');
    const text: string = body.embeds?.[0].description ?? body.blocks?.[1].text.text ?? body.text;
    expect(text.length).toBeLessThanOrEqual(most);
    expect(text.length).toBeGreaterThan(most / 2);
    expect(text.isWellFormed()).toBe(true);
    expect(text).toMatch(/(&amp;|&|😀)…$/u);
  });

  it.each(presets)('%s gets every kind of notice', (preset) => {
    const said = (content: NoticeContent) => JSON.stringify(bodyOf(noticeOf(content), preset, '1'));
    const ended = { ...outage, endedAt: AT + 5_000, rechecked: { tradeId: 90, time: AT + 4_000 } };
    const rule = buildCrossingRule();
    const expired = {
      symbol: 'BTCUSDT',
      quote: 'USDT',
      alertId: ALERT_ID,
      rule,
      name: null,
      note: null,
      expiresAt: AT,
    };
    expect(said({ kind: 'coin-dark', symbol: 'BTCUSDT', outage })).toContain('2026-11-22 09:00:00.000 UTC');
    const halted = { ...outage, cause: 'halted' as const };
    expect(said({ kind: 'coin-halted', symbol: 'BTCUSDT', outage: halted })).toContain('halted by the exchange');
    expect(said({ kind: 'coin-back', symbol: 'BTCUSDT', outage: ended })).toContain('BTCUSDT is seen again');
    expect(said({ kind: 'alert-expired', ...expired })).toContain('Your alert on BTCUSDT has expired');
  });
});
