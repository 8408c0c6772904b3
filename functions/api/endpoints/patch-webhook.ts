import { patchWebhookSchema } from '../../../contract/webhook-request.ts';
import { viewWebhook, webhookViewSchema } from '../../../contract/webhook-view.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';
import { changeHeaders, versionTag } from '../http/version-tag.ts';
import { changeWebhook } from '../webhooks/change-webhook.ts';

export const patchWebhook = signedInEndpoint({
  route: 'PATCH /api/me/webhooks/{id}',
  id: 'patchWebhook',
  summary: 'Changes the name, address, chat, options or own words of one of your webhooks, or switches it off or on',
  headers: changeHeaders,
  body: patchWebhookSchema,
  answers: { 200: webhookViewSchema },
  versioned: true,
  async handle({ request, caller, headers, body: change }, deps: DeviceDeps) {
    const asked = { id: pathParameter(request, 'id'), caller, change, ifMatch: headers['If-Match'] };
    const busy = 'The webhook is changing very fast just now; try again.';
    const webhook = await retryLostWrites(busy, () => changeWebhook(asked, deps));
    return json(200, viewWebhook(webhook), { ...PRIVATE, etag: versionTag(webhook.version) });
  },
});
