import { changeHeaders, checkIfMatch } from '../alerts/answer-alert.ts';
import { requireAlert } from '../alerts/find-alert.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { noContent } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';

export const deleteAlert = signedInEndpoint({
  route: 'DELETE /api/alerts/{id}',
  id: 'deleteAlert',
  summary: 'Deletes an alert; its triggers stay in your log',
  headers: changeHeaders,
  answers: { 204: 'none' },
  handle({ request, caller: { person }, headers }, { alerts, coins, now }) {
    return retryLostWrites('The alert is changing very fast just now; try again.', async () => {
      const alert = await requireAlert(alerts, { alertId: pathParameter(request, 'id'), person });
      checkIfMatch(headers['If-Match'], alert.version);
      const change = { symbol: alert.symbol, now: now(), series: [], version: null };
      return (await alerts.remove({ alert, indexChange: coins.indexChange(change) })) ? noContent() : null;
    });
  },
});
