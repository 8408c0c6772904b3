import { expect, test } from 'vitest';
import { readOperator } from '../../../../../functions/api/endpoints/read-operator.ts';
import { OPERATOR_ENDPOINTS } from '../../../../../functions/api/operator-endpoints.ts';
import { routeRequest } from '../../../../../functions/api/route-request.ts';
import { ADAS_CLAIMS, buildApiEvent } from '../../../../support/api-event.ts';

const NOW = Date.UTC(2026, 10, 29, 9, 41);
const asked: string[] = [];
const answer = routeRequest(OPERATOR_ENDPOINTS, {
  counts: { read: async (at) => (at === NOW ? { sent: 2 } : at === NOW - 3_600_000 ? { failed: 1 } : {}) },
  depths: {
    async read(url) {
      asked.push(url);
      return url.endsWith('dead') ? 1 : 5;
    },
  },
  queues: [
    { name: 'mails', url: 'q/mails', deadUrl: 'q/mails-dead' },
    { name: 'quarantine', url: 'q/aside', deadUrl: null },
  ],
  now: () => NOW,
});
const ADMIN = { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' };
const call = (claims: Record<string, unknown>) => answer(buildApiEvent(readOperator.route, { claims }));

test('an admin sees the hours that have deliveries, newest first, and how full each queue is', async () => {
  const { statusCode, body } = await call(ADMIN);
  expect(statusCode).toBe(200);
  expect(JSON.parse(String(body))).toEqual({
    hours: [
      { hour: '2026-11-29T09:00:00.000Z', deliveries: { sent: 2 } },
      { hour: '2026-11-29T08:00:00.000Z', deliveries: { failed: 1 } },
    ],
    queues: [
      { name: 'mails', waiting: 5, deadLetters: 1 },
      { name: 'quarantine', waiting: 5, deadLetters: null },
    ],
  });
});

test('anybody else is refused, and nothing is read', async () => {
  asked.length = 0;
  await expect(call(ADAS_CLAIMS)).rejects.toMatchObject({ options: { status: 403 } });
  expect(asked).toEqual([]);
});
