import { triggerViewSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import { parseTriggerId } from '../../../domain/messages/trigger.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { notFound } from '../http/problem.ts';
import { pathParameter } from '../http/read-request.ts';

export const readTrigger = signedInEndpoint({
  route: 'GET /api/triggers/{id}',
  id: 'readTrigger',
  summary: 'One trigger with its proof and its deliveries; also after its alert was deleted',
  headers: cachedReadHeaders,
  answers: { 200: triggerViewSchema },
  async handle({ request, caller: { person } }, { triggers }) {
    const key = parseTriggerId(pathParameter(request, 'id'));
    // the table holds other rows than triggers
    const trigger = key && parseAlertId(key.alertId) ? await triggers.get(key) : null;
    if (trigger?.owner !== person) throw notFound('You have no trigger with this id.');
    return jsonUnlessKnown(request, viewTrigger(trigger), PRIVATE);
  },
});
