import * as z from 'zod';
import { explainViewSchema, viewPast } from '../../../contract/explain-view.ts';
import { firedAt } from '../../../domain/messages/trigger.ts';
import { MAX_PAST_DAYS } from '../../../domain/past/look-back.ts';
import { explainPast } from '../../../text/explain/explain-past.ts';
import { requireAlert } from '../alerts/find-alert.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { instantField } from '../http/instant-query.ts';
import { refuse } from '../http/parse-input.ts';
import { pathParameter } from '../http/read-request.ts';
import { previewEndpoint } from '../preview/preview-endpoint.ts';
import { readPast } from '../preview/read-past.ts';

const DAY_MS = 86_400_000;

export const explainAlert = previewEndpoint({
  route: 'GET /api/alerts/{id}/explain',
  id: 'explainAlert',
  summary: `Why an alert did or did not fire in a time of up to ${MAX_PAST_DAYS} days: its states, what came closest, what was suppressed`,
  query: z.strictObject({
    from: instantField.meta({ param: { description: '24 hours before to' } }),
    to: instantField.meta({ param: { description: 'not included; the present, and never after it' } }),
  }),
  answers: { 200: explainViewSchema },
  async handle({ request, caller: { person }, query }, deps) {
    const alert = await requireAlert(deps.alerts, { alertId: pathParameter(request, 'id'), person });
    const market = await deps.readMarketNow();
    const to = Math.min(query.to ?? market.exchangeNow, market.exchangeNow);
    const from = query.from ?? to - DAY_MS;
    if (from >= to) refuse([{ path: 'from', message: 'must be before to, and in the past' }]);
    if (to - from > MAX_PAST_DAYS * DAY_MS) {
      refuse([{ path: 'from', message: `must be at most ${MAX_PAST_DAYS} days before to` }]);
    }
    const { past, triggers, outages } = await readPast({ alert, market, from, to }, deps);
    const within = triggers.filter((trigger) => firedAt(trigger) >= from && firedAt(trigger) < to);
    const { id: alertId, symbol, quote } = alert;
    const explanation = explainPast(past, { quote, from, to, triggers: within });
    return json(200, viewPast({ alertId, symbol, from, to, explanation, past, triggers: within, outages }), PRIVATE);
  },
});
