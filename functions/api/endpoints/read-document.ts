import * as z from 'zod';
import { openEndpoint } from '../endpoint.ts';
import { json, publicFor } from '../http/answer.ts';

const FRESH_S = 300;

export const readDocument = openEndpoint({
  route: 'GET /api/openapi.json',
  id: 'readDocument',
  summary: 'This document',
  answers: { 200: z.unknown().meta({ type: 'object' }) },
  async handle(_call, { readDocument }) {
    return json(200, await readDocument(), publicFor(FRESH_S));
  },
});
