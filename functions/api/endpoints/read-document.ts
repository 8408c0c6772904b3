import * as z from 'zod';
import { cachedReadHeaders, publicFor, textUnlessKnown } from '../http/answer.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const FRESH_S = 300;

export const readDocument = marketEndpoint({
  route: 'GET /api/openapi.json',
  id: 'readDocument',
  summary: 'This document',
  headers: cachedReadHeaders,
  answers: { 200: z.unknown().meta({ type: 'object' }) },
  async handle({ request }, { readDocument }) {
    return textUnlessKnown(request, await readDocument(), publicFor(FRESH_S));
  },
});
