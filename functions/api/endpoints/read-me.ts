import { meViewSchema } from '../../../contract/person-view.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { readPerson } from '../read-person.ts';

export const readMe = signedInEndpoint({
  route: 'GET /api/me',
  id: 'readMe',
  summary: 'Who the token says you are, your settings, whether mails are sent to you, your webhooks, and your limits',
  answers: { 200: meViewSchema },
  async handle({ caller }, deps) {
    return json(200, await readPerson(caller, deps), PRIVATE);
  },
});
