import { patchAlertSchema } from '../../../contract/alert-request.ts';
import { alertViewSchema } from '../../../contract/alert-view.ts';
import { answerAlert } from '../alerts/answer-alert.ts';
import { changeAlert } from '../alerts/change-alert.ts';
import { endMute } from '../alerts/mutes.ts';
import { invalidChannels } from '../alerts/resolve-channels.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { refuse } from '../http/parse-input.ts';
import { pathParameter } from '../http/read-request.ts';
import { changeHeaders } from '../http/version-tag.ts';

export const patchAlert = signedInEndpoint({
  route: 'PATCH /api/alerts/{id}',
  id: 'patchAlert',
  summary: 'Changes conditions, options, channels, name or note; pauses, resumes, re-arms and ends a mute',
  headers: changeHeaders,
  body: patchAlertSchema,
  answers: { 200: alertViewSchema },
  alsoRefuses: [409],
  versioned: true,
  async handle({ request, caller, headers, body: change }, deps) {
    refuse(invalidChannels(change.channels));
    const alertId = pathParameter(request, 'id');
    const changed = await changeAlert(
      { alertId, person: caller.person, caller, change, ifMatch: headers['If-Match'] },
      deps,
    );
    if (change.muted === false) await endMute(changed, deps);
    return answerAlert(200, changed, deps);
  },
});
