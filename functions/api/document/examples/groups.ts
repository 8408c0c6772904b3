import type { CreateGroup } from '../../../../contract/group-request.ts';
import type { GroupSummary, GroupView } from '../../../../contract/group-view.ts';
import type { RouteKey } from '../../../../contract/routes.ts';
import type { ExamplesOf } from '../example.ts';

type Routes = Extract<RouteKey, `${string} /api/groups${string}`>;

const ID = '01J9ZX4YB6Q8C2N5T7V0W3E1RK';
const CONDITION = { metric: 'change-24h', op: 'above', level: '10' } as const;
const COINS = ['BTCUSDT', 'ETHUSDT'];

const SUMMARY: GroupSummary = {
  id: ID,
  name: 'Up a tenth in a day',
  note: null,
  condition: CONDITION,
  all: null,
  repeat: { mode: 'once' },
  rearmPercent: null,
  holdSeconds: null,
  expiresAt: null,
  confirm: 'trade',
  channels: [{ type: 'email' }],
  coins: COINS,
  fires: 'each',
  status: 'active',
  pausedUntil: null,
  firedBy: null,
  memberCount: 2,
  createdAt: '2026-11-22T09:00:00.120Z',
  updatedAt: '2026-11-22T09:00:00.120Z',
  version: 1,
};

const GROUP: GroupView = {
  ...SUMMARY,
  members: COINS.map((symbol) => ({ symbol, alertId: `${symbol}-0-${ID}`, status: 'arming', problem: null })),
};

const ASKED = { coins: COINS, condition: CONDITION, name: 'Up a tenth in a day' } satisfies CreateGroup;

export const GROUP_EXAMPLES: ExamplesOf<Routes> = {
  'POST /api/groups': { path: {}, body: ASKED, answers: { 201: GROUP } },
  'GET /api/groups': { path: {}, answers: { 200: { items: [SUMMARY], nextCursor: null } } },
  'GET /api/groups/{id}': { path: { id: ID }, answers: { 200: GROUP } },
  'PATCH /api/groups/{id}': {
    path: { id: ID },
    body: { status: 'paused' },
    answers: {
      200: {
        ...GROUP,
        status: 'paused',
        version: 2,
        members: GROUP.members.map((member) => ({ ...member, status: 'paused' })),
      },
    },
  },
  'DELETE /api/groups/{id}': { path: { id: ID }, answers: {} },
};
