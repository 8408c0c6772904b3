import type { StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { createAlertSchema } from '../../../contract/alert-request.ts';
import { alertViewSchema } from '../../../contract/alert-view.ts';
import { MAX_CHANNELS } from '../../../domain/channels/channel.ts';
import { answerAlert } from '../alerts/answer-alert.ts';
import type { AlertNow } from '../alerts/find-alert.ts';
import { findRepeated, idempotencyHeaders, type KeyedRequest, keyedRequest } from '../alerts/idempotency.ts';
import { type AlertDraft, draftAlert, MAKING_BUSY, makeAlert, tryMakeAlert } from '../alerts/make-alert.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { Problem } from '../http/problem.ts';

/** With an `Idempotency-Key` a repeated request is answered with the alert that the first one made. */
export const createAlert = signedInEndpoint({
  route: 'POST /api/alerts',
  id: 'createAlert',
  summary: `Makes an alert of one condition or of all of several, with up to ${MAX_CHANNELS} channels; a coin not yet followed is followed`,
  headers: idempotencyHeaders,
  body: createAlertSchema,
  answers: { 201: alertViewSchema },
  alsoRefuses: [409],
  versioned: true,
  async handle({ caller, headers, body: asked }, deps) {
    const keyed = keyedRequest(caller.person, headers['Idempotency-Key'], asked);
    const repeated = keyed && (await findRepeatedNow(keyed, deps));
    if (repeated) return answerAlert(201, repeated, deps);
    const draft = await draftAlert(caller, asked, deps);
    const made = keyed ? await makeOnce(draft, keyed, deps) : await makeAlert(draft, deps);
    return answerAlert(201, made, deps);
  },
});

/** The new alert, or the one that another request with the same key has just made, perhaps with the last room of a limit. */
function makeOnce(draft: AlertDraft, keyed: KeyedRequest, deps: ApiDeps): Promise<AlertNow> {
  const partsWith = ({ id, createdAt }: StoredAlert) => [
    deps.people.rememberRequest({ ...keyed, alertId: id }, createdAt),
  ];
  return retryLostWrites(MAKING_BUSY, async () => {
    try {
      return (await tryMakeAlert({ ...draft, partsWith }, deps)) ?? (await findRepeatedNow(keyed, deps));
    } catch (error) {
      const repeated = error instanceof Problem && (await findRepeatedNow(keyed, deps));
      if (repeated) return repeated;
      throw error;
    }
  });
}

async function findRepeatedNow(keyed: KeyedRequest, deps: ApiDeps): Promise<AlertNow | null> {
  const alert = await findRepeated(keyed, deps);
  return alert && { alert, market: await deps.readMarketNow() };
}
