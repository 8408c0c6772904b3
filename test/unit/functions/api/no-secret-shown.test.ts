import { expect, it } from 'vitest';
import * as z from 'zod';
import type { WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import { PRESET_FORMS } from '../../../../domain/channels/presets/presets.ts';
import { secretsOf } from '../../../../domain/channels/presets/secrets-of.ts';
import { keepLogLines } from '../../../support/log-lines.ts';
import { holdNothing } from '../../../support/memory-tables.ts';
import { startApi } from './call-api.ts';

const lines = keepLogLines();

/** For each preset a webhook with every secret that it takes, each of its own. */
const WEBHOOKS = PRESET_FORMS.map((form, i) => {
  const url = form.address.example.includes('…')
    ? form.address.example
        .replace('….api', 'x.api')
        .replace(/…/g, (_, at) => `Secret${i}at${at}abcdefghijklmnopqrstuvwx`)
    : form.address.example;
  const options = Object.fromEntries(
    Object.entries(form.options).flatMap(([name, rule]) =>
      rule.kind === 'text' && rule.isSecret ? [[name, rule.example]] : [],
    ),
  );
  return { url, preset: form.name, chatId: form.chatId?.examples[0] ?? null, options };
});
const SECRETS = WEBHOOKS.flatMap(({ url, preset, options }) => {
  const form = PRESET_FORMS.find(({ name }) => name === preset);
  return form ? secretsOf(form, url, options) : [];
});
const madeSchema = z.looseObject({ id: z.string().default('') }).catch({ id: '' });
const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '65000' } };

it('no route answers with a secret of a webhook, nor does any line of the log have one', async () => {
  const said: string[] = [];
  const answer: WebhookAnswer = {
    ...{ kind: 'answered', status: 500, retryAfterMs: null, text: 'failed', body: 'failed', location: null },
    ...{ tookMs: 20, isCutOff: false },
  };
  const call = startApi(holdNothing(), { call: async () => answer });
  const ask = async (route: Parameters<typeof call>[0], fields: Parameters<typeof call>[1] = {}) => {
    const { status, body } = await call(route, fields);
    said.push(JSON.stringify(body));
    return { status, body: madeSchema.parse(body) };
  };
  expect(SECRETS.length).toBeGreaterThanOrEqual(8);
  for (const webhook of WEBHOOKS) {
    const made = await ask('POST /api/me/webhooks', { body: webhook });
    expect([webhook.preset, made.status, made.body]).toEqual([webhook.preset, 201, expect.anything()]);
    const path = { id: made.body.id };
    const alert = await ask('POST /api/alerts', { body: { ...ALERT, channels: [{ type: 'webhook', ...webhook }] } });
    expect(alert.status).toBe(201);
    await ask('PATCH /api/me/webhooks/{id}', { path, body: { label: `My ${webhook.preset}` } });
    await ask('POST /api/me/webhooks', { body: webhook });
    await ask('POST /api/me/webhooks/{id}/test', { path });
    const id = { path: { id: alert.body.id } };
    await ask('GET /api/alerts/{id}', id);
    await ask('PATCH /api/alerts/{id}', { ...id, body: { channels: alert.body.channels } });
    await ask('GET /api/alerts/{id}/history', id);
    await ask('GET /api/alerts/{id}/explain', id);
    const group = { coins: ['BTCUSDT'], condition: ALERT.condition, channels: [{ type: 'webhook', ...webhook }] };
    await ask('POST /api/groups', { body: group });
  }
  const exported = await ask('GET /api/alerts/export');
  await ask('GET /api/alerts/export', { query: { format: 'csv' } });
  await ask('POST /api/alerts/import', { body: { ...exported.body, dryRun: true } });
  for (const route of ['GET /api/me', 'GET /api/alerts', 'GET /api/groups', 'GET /api/triggers'] as const)
    await ask(route);
  const everything = [...said, ...lines.map((line) => JSON.stringify(line))].join('\n');
  expect(everything).toContain('••••');
  for (const secret of SECRETS) expect(everything).not.toContain(secret);
});
