import type { RouteKey } from '../../../../contract/routes.ts';
import type { ExamplesOf } from '../example.ts';
import { TRIGGER } from './trigger.ts';

type Routes = Extract<RouteKey, `${string} /api/triggers${string}`>;

export const TRIGGER_EXAMPLES: ExamplesOf<Routes> = {
  'GET /api/triggers': {
    path: {},
    query: { symbol: 'BTCUSDT', state: 'delivered', from: '2026-11-22T00:00:00Z', limit: '10' },
    answers: { 200: { items: [TRIGGER], nextCursor: null } },
  },
  'GET /api/triggers/{id}': { path: { id: TRIGGER.id }, answers: { 200: TRIGGER } },
};
