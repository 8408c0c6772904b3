import * as z from 'zod';
import { openEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, publicFor, textUnlessKnown } from '../http/answer.ts';

const FRESH_S = 300;

export const readDocument = openEndpoint({
  route: 'GET /api/openapi.json',
  id: 'readDocument',
  summary: 'This document',
  headers: cachedReadHeaders,
  answers: { 200: z.unknown().meta({ type: 'object' }) },
  async handle({ request }, { readDocument }) {
    return textUnlessKnown(request, await readDocument(), publicFor(FRESH_S));
  },
});
