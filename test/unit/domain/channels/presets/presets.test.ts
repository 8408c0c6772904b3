import { describe, expect, it } from 'vitest';
import { WEBHOOK_PRESETS, type WebhookPreset } from '../../../../../domain/channels/presets/presets.ts';
import { judgeAnswer } from '../../../../../domain/channels/webhook-retry.ts';
import { buildWebhook } from '../../../../support/memory-webhooks.ts';

const FIRST = { attempts: 1, deferrals: 0, ageMs: 0 };

interface Said {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs?: number;
  readonly chatId?: string;
}

function judge(preset: WebhookPreset, { status, body, retryAfterMs = 0, chatId = '-5' }: Said) {
  const asked = retryAfterMs === 0 ? null : retryAfterMs;
  const answer = {
    kind: 'answered',
    status,
    retryAfterMs: asked,
    text: body.slice(0, 40),
    body,
    location: null,
    tookMs: 20,
    isCutOff: false,
  } as const;
  return judgeAnswer(answer, FIRST, buildWebhook({ preset, chatId: preset === 'telegram' ? chatId : null }));
}

const telegramError = (status: number, description: string, parameters?: object) =>
  JSON.stringify({ ok: false, error_code: status, description, ...(parameters && { parameters }) });
const discordError = (code: number, message: string) => JSON.stringify({ message, code });

describe('a webhook that will take no other message either is disabled at the first refusal', () => {
  it.each<[WebhookPreset, number, string, string]>([
    ['slack', 404, 'no_service', 'Slack does not know the webhook any more'],
    ['slack', 404, 'channel_not_found', 'its channel is deleted'],
    ['slack', 410, 'channel_is_archived', 'its channel is archived'],
    ['slack', 403, 'action_prohibited', 'the workspace does not allow'],
    ['slack', 403, 'invalid_token\n', 'the address of the webhook is not valid'],
    ['discord', 404, discordError(10015, 'Unknown Webhook'), 'the webhook is deleted'],
    ['discord', 401, discordError(50027, 'Invalid Webhook Token'), 'the token in its address is not valid'],
    ['telegram', 403, telegramError(403, 'Forbidden: bot was blocked by the user'), 'the bot is blocked'],
    ['telegram', 403, telegramError(403, 'Forbidden: bot was kicked from the group chat'), 'no longer in this chat'],
    ['telegram', 400, telegramError(400, 'Bad Request: chat not found'), 'Telegram knows no chat with this id'],
    ['telegram', 401, telegramError(401, 'Unauthorized'), 'does not know the token'],
    ['telegram', 404, telegramError(404, 'Not Found'), 'does not know the token'],
    ['standard', 410, '', 'it is gone for good'],
  ])('%s: %i %s', (preset, status, body, why) => {
    const decision = judge(preset, { status, body });
    expect(decision).toMatchObject({ kind: 'refused', isOver: true, detail: expect.stringContaining(why) });
  });
});

describe('a webhook that refuses this message alone stays enabled', () => {
  it.each<[WebhookPreset, number, string]>([
    ['slack', 400, 'invalid_payload'],
    ['slack', 404, '<html>'],
    ['discord', 400, discordError(50006, 'Cannot send an empty message')],
    ['discord', 404, 'not found'],
    ['telegram', 400, telegramError(400, "Bad Request: can't parse entities")],
    ['standard', 404, 'no_service'],
    ['standard', 403, ''],
    ['standard', 404, discordError(10015, 'Unknown Webhook')],
  ])('%s: %i %s', (preset, status, body) => {
    expect(judge(preset, { status, body })).toMatchObject({ kind: 'refused', isOver: false });
  });
});

describe('a receiver with a limit says when it takes the next message', () => {
  it.each<[WebhookPreset, string, number, number]>([
    ['discord', '{"message":"You are being rate limited.","retry_after":0.3,"global":false}', 1_000, 300],
    ['discord', '{"message":"You are being rate limited.","retry_after":47.25,"global":true}', 1_000, 47_250],
    ['discord', '<html>error 1015</html>', 9_000, 9_000],
    ['slack', 'rate_limited', 1_000, 1_000],
    ['telegram', telegramError(429, 'Too Many Requests: retry after 35', { retry_after: 35 }), 0, 35_000],
    ['telegram', '<html>', 7_000, 7_000],
    ['standard', '{"retry_after":47}', 2_000, 2_000],
    ['discord', '', 0, 5_000],
  ])('%s: %s and a header of %i ms: after %i ms', (preset, body, retryAfterMs, delayMs) => {
    expect(judge(preset, { status: 429, body, retryAfterMs })).toMatchObject({ kind: 'limited', delayMs });
  });
});

describe('a group of Telegram that became a supergroup', () => {
  const body = telegramError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: -1001557912345,
  });

  it('is followed to its new id', () => {
    const moved = { kind: 'moved', chatId: '-1001557912345', detail: expect.stringContaining('-1001557912345') };
    expect(judge('telegram', { status: 400, body })).toMatchObject(moved);
  });

  it('is not followed to the id that it has already, nor by another preset', () => {
    const refused = { kind: 'refused', isOver: false };
    expect(judge('telegram', { status: 400, body, chatId: '-1001557912345' })).toMatchObject(refused);
    expect(judge('standard', { status: 400, body })).toMatchObject(refused);
  });
});

it.each(WEBHOOK_PRESETS)(
  '%s: a failure of the receiver passes and a success is one, whatever its body says',
  (preset) => {
    for (const body of [
      '',
      'no_service',
      discordError(10015, 'x'),
      telegramError(502, 'chat not found'),
      'null',
      '7',
    ]) {
      expect(judge(preset, { status: 502, body })).toMatchObject({ kind: 'again' });
      expect(judge(preset, { status: 200, body })).toMatchObject({ kind: 'taken' });
      expect(judge(preset, { status: 422, body: `${body} ` }).kind).toBe('refused');
    }
  },
);
