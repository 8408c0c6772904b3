import { expect, test } from 'vitest';
import type { CallTime } from '../../../../../adapters/dynamodb/call-times.ts';
import { reportSlow, SLOW_REQUEST_MS } from '../../../../../functions/api/http/report-slow.ts';
import { buildApiEvent } from '../../../../support/api-event.ts';
import { buildContext } from '../../../../support/lambda-context.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';

const EVENT = buildApiEvent('GET /api/links/{token}', { path: { token: 'secret' }, body: 'secret' });

function startRequests({ calls = [] }: { calls?: CallTime[] } = {}) {
  const log = recordedLog();
  let now = 0;
  let begun = 0;
  return {
    log,
    wait: (ms: number) => {
      now += ms;
    },
    begun: () => begun,
    answer: (statusCode: number, ms: number) => {
      const handle = async () => {
        now += ms;
        return { statusCode };
      };
      const deps = { calls: { calls, begin: () => void begun++ }, log, elapsed: () => now };
      return reportSlow(handle, deps);
    },
  };
}

test.each([
  [200, SLOW_REQUEST_MS, 0],
  [200, SLOW_REQUEST_MS + 1, 1],
  [404, 0, 0],
  [500, 0, 1],
  [503, 0, 1],
])('an answer %i after %i ms is logged %i times', async (status, ms, times) => {
  const { log, answer } = startRequests();
  expect(await answer(status, ms)(EVENT, buildContext())).toEqual({ statusCode: status });
  expect(log.messages()).toEqual(Array(times).fill('request slow or failed'));
});

test('the line names the route, the request as the gateway does, and the slowest calls, and nothing of what was asked', async () => {
  const calls = Array.from({ length: 12 }, (_, ms) => ({ call: 'GetItem', tables: ['people'], ms }));
  const { log, answer, begun } = startRequests({ calls });
  const handler = answer(200, 900);
  await handler(EVENT, buildContext());
  await handler(EVENT, buildContext());
  expect(log.lines.map(({ fields }) => fields)).toMatchObject([
    {
      routeKey: 'GET /api/links/{token}',
      gatewayRequestId: EVENT.requestContext.requestId,
      status: 200,
      ms: 900,
      isFirst: true,
      callCount: 12,
      calls: calls.slice(2).reverse(),
    },
    { isFirst: false },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain('secret');
  expect(begun()).toBe(2);
});

test('who asks for slow answers can not fill the log', async () => {
  const { log, answer, wait } = startRequests();
  const handler = answer(503, 0);
  for (let n = 0; n < 100; n += 1) await handler(EVENT, buildContext());
  expect(log.lines).toHaveLength(30);
  wait(60_000);
  await handler(EVENT, buildContext());
  expect(log.lines).toHaveLength(31);
});
