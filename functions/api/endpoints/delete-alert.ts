import { removeAlert } from '../alerts/remove-alert.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { noContent } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';
import { changeHeaders } from '../http/version-tag.ts';

export const deleteAlert = signedInEndpoint({
  route: 'DELETE /api/alerts/{id}',
  id: 'deleteAlert',
  summary: 'Deletes an alert; its triggers stay in your log',
  headers: changeHeaders,
  answers: { 204: 'none' },
  alsoRefuses: [409],
  async handle({ request, caller, headers }, deps) {
    await removeAlert({ alertId: pathParameter(request, 'id'), caller, ifMatch: headers['If-Match'] }, deps);
    return noContent();
  },
});
