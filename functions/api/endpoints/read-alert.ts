import { alertViewSchema } from '../../../contract/alert-view.ts';
import { answerAlert } from '../alerts/answer-alert.ts';
import { requireAlert } from '../alerts/find-alert.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { pathParameter } from '../http/read-request.ts';

/** Always answered in full: the state moves while the version, which is the ETag, stays. */
export const readAlert = signedInEndpoint({
  route: 'GET /api/alerts/{id}',
  id: 'readAlert',
  summary: 'One of your alerts',
  answers: { 200: alertViewSchema },
  versioned: true,
  async handle({ request, caller: { person } }, deps) {
    const alertId = pathParameter(request, 'id');
    const [alert, market] = await Promise.all([requireAlert(deps.alerts, { alertId, person }), deps.readMarketNow()]);
    return answerAlert(200, { alert, market }, deps);
  },
});
