import { openEndpoint } from '../endpoint.ts';
import { showAlertLink } from '../links/alert-link.ts';
import { openLink } from '../links/open-link.ts';
import { showUnsubscribeLink } from '../links/unsubscribe-link.ts';

/** Shows what the link is about, with forms for what it can do. Writes nothing: mail programs open links by themselves. */
export const showLink = openEndpoint({
  route: 'GET /api/links/{token}',
  id: 'showLink',
  summary: 'The page of a link in a mail; changes nothing',
  answers: { 200: 'page', 404: 'page', 410: 'page' },
  refusals: 'page',
  handle({ request }, deps) {
    const { done } = request.query;
    return openLink(request, deps, (link) => {
      switch (link.do) {
        case 'alert':
          return showAlertLink(link, done, deps);
        case 'unsubscribe':
          return showUnsubscribeLink(link.person, done, deps);
      }
    });
  },
});
