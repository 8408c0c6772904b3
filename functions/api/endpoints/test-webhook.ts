import { sendToWebhook } from '../../../adapters/http/send-to-webhook.ts';
import { testEvent } from '../../../adapters/http/webhook-event.ts';
import { viewWebhookResult, webhookResultViewSchema } from '../../../contract/webhook-view.ts';
import type { Webhook, WebhookResult } from '../../../domain/channels/webhook.ts';
import { judgeAnswer, resultOf } from '../../../domain/channels/webhook-retry.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { notFound, Problem } from '../http/problem.ts';

/** Nobody may use a webhook to have a host called again and again. */
const PAUSE_MS = 10_000;
/** The function's own time limit: a test that is older has died. */
const LOST_AFTER_MS = 10_000;
const FIRST_ATTEMPT = { attempts: 1, deferrals: 0, ageMs: 0 };

/**
 * One call, made as alerts make it, also to a webhook that is switched off. The result is answered and shown in
 * `GET /api/me`. A refusal or a slow answer neither counts nor causes a mail: whoever asked knows it. A prompt answer ends the rest that
 * slow ones have caused.
 */
export const testWebhook = signedInEndpoint({
  route: 'POST /api/me/webhooks/{id}/test',
  id: 'testWebhook',
  summary:
    'Sends a test to one of your webhooks, or devices, and says what came of it; 429 when it was tried a moment ago, or another test of yours is under way',
  answers: { 200: webhookResultViewSchema },
  async handle({ request, caller: { person } }, deps: DeviceDeps) {
    const { webhooks, now } = deps;
    const id = request.path.id ?? '';
    const webhook = await webhooks.read(person, id);
    if (!webhook) throw notFound('You have no such webhook.');
    const at = now();
    // a rest after slow calls is no reason to wait: whoever tests has changed something
    if (at < webhook.pausedUntil) throw tooSoon(webhook.pausedUntil - at, 'The receiver has asked for a pause.');
    // a call may take seconds: a person takes one invocation with them at most, however many webhooks they have
    const isAlone = await webhooks.reserveTest(person, { now: at, lostAfterMs: LOST_AFTER_MS });
    if (!isAlone) throw tooSoon(LOST_AFTER_MS, 'Another test of your webhooks is under way.');
    try {
      const isFirst = await webhooks.beginTest(person, id, { now: at, pauseMs: PAUSE_MS });
      if (!isFirst) throw tooSoon(PAUSE_MS, 'This webhook was tried a moment ago.');
      return json(200, viewWebhookResult(await test({ person, webhook, at }, deps)), PRIVATE);
    } finally {
      await webhooks.endTest(person, at);
    }
  },
});

interface Test {
  readonly person: string;
  readonly webhook: Webhook;
  readonly at: number;
}

async function test({ person, webhook, at }: Test, deps: DeviceDeps): Promise<WebhookResult> {
  const event = testEvent(webhook, at);
  const answer = await sendToWebhook(
    { person, webhook, messageId: `test#${webhook.id}@${at}`, event },
    { ...deps, caller: deps.webhookCaller },
  );
  const decision = judgeAnswer(answer, FIRST_ATTEMPT, webhook);
  if (decision.kind === 'gone') await deps.webhooks.forget(person, webhook);
  if (decision.kind === 'moved') await deps.webhooks.moveChat(person, webhook, decision.chatId);
  if (decision.kind === 'limited') await deps.webhooks.pause(person, webhook.id, deps.now() + decision.delayMs);
  if (decision.speed === 'prompt' && webhook.slowCalls > 0) {
    await deps.webhooks.endSlowCalls(person, webhook.id);
  }
  const result = resultOf(decision, deps.now());
  await deps.webhooks.recordResult(person, webhook.id, result, decision.kind === 'taken' ? 'reset' : 'keep');
  return result;
}

function tooSoon(waitMs: number, why: string): Problem {
  const seconds = Math.ceil(waitMs / 1_000);
  const detail = `${why} Try again in ${seconds} seconds.`;
  return new Problem({ status: 429, title: 'Too many requests', detail, headers: { 'retry-after': `${seconds}` } });
}
