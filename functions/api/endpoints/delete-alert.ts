import { isArmed } from '../../../domain/alerts/alert.ts';
import { changeHeaders, checkIfMatch } from '../alerts/answer-alert.ts';
import { requireAlert } from '../alerts/find-alert.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { noContent } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';
import { claimRoom } from '../limits/claim-room.ts';
import { profileParts } from '../profile-parts.ts';

export const deleteAlert = signedInEndpoint({
  route: 'DELETE /api/alerts/{id}',
  id: 'deleteAlert',
  summary: 'Deletes an alert; its triggers stay in your log',
  headers: changeHeaders,
  answers: { 204: 'none' },
  handle({ request, caller, headers }, deps) {
    const { person } = caller;
    return retryLostWrites('The alert is changing very fast just now; try again.', async () => {
      const alert = await requireAlert(deps.alerts, { alertId: pathParameter(request, 'id'), person });
      checkIfMatch(headers['If-Match'], alert.version);
      const { symbol, state } = alert;
      const [profile, room] = await Promise.all([
        profileParts(caller, deps),
        claimRoom({ person, alerts: -1, armed: { symbol, add: isArmed(state) ? -1 : 0 } }, deps),
      ]);
      const indexChange = deps.coins.indexChange({ symbol, now: deps.now(), series: [], version: null });
      const { written } = await deps.writeAll([deps.alerts.removal(alert), indexChange, ...profile, ...room]);
      return written ? noContent() : null;
    });
  },
});
