import { signInViewSchema, viewSignIn } from '../../../contract/sign-in-view.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const FRESH_S = 300;

export const readSignIn = marketEndpoint({
  route: 'GET /api/sign-in',
  id: 'readSignIn',
  summary: 'Where and as which client to get the token that the API accepts',
  headers: cachedReadHeaders,
  answers: { 200: signInViewSchema },
  async handle({ request }, { signIn }) {
    return jsonUnlessKnown(request, viewSignIn(signIn), publicFor(FRESH_S));
  },
});
