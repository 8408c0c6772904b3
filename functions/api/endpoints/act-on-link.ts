import * as z from 'zod';
import { ALERT_ACTIONS, MAIL_ACTIONS } from '../../../domain/people/link-action.ts';
import { openEndpoint } from '../endpoint.ts';
import { readForm } from '../http/read-request.ts';
import { actOnAlertLink } from '../links/alert-link.ts';
import { openLink } from '../links/open-link.ts';
import { actOnUnsubscribeLink } from '../links/unsubscribe-link.ts';

/** Takes a form of the link's page, or what mail programs send by RFC 8058. */
export const actOnLink = openEndpoint({
  route: 'POST /api/links/{token}',
  id: 'actOnLink',
  summary:
    "Does what the page's form says; stops all mails by one click (RFC 8058), which is answered without a redirect",
  form: z
    .object({
      action: z.enum([...ALERT_ACTIONS, ...MAIL_ACTIONS]).optional(),
      'List-Unsubscribe': z.literal('One-Click').optional(),
    })
    .meta({ id: 'LinkForm' }),
  answers: { 200: 'page', 303: 'none', 404: 'page', 409: 'page', 410: 'page' },
  refusals: 'page',
  rate: 'linkWrites',
  handle({ request }, deps) {
    return openLink(request, deps, async (link) => {
      const form = readForm(request);
      switch (link.do) {
        case 'alert':
          return actOnAlertLink(link, form.get('action'), deps);
        case 'unsubscribe':
          return actOnUnsubscribeLink(link.person, form, deps);
      }
    });
  },
});
