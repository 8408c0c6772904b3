import { OPERATOR_HOURS, type OperatorView, operatorViewSchema } from '../../../contract/operator-view.ts';
import { INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import type { Endpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { identifyCaller, requireAdmin } from '../http/identify-caller.ts';
import type { OperatorDeps } from '../operator/operator-deps.ts';

const HOUR_MS = INTERVAL_MS['1h'];

export const readOperator: Endpoint<'GET /api/operator', OperatorDeps> = {
  route: 'GET /api/operator',
  id: 'readOperator',
  summary:
    'For the admin group: deliveries by state in each of the last hours, and how many messages wait or were given up in each queue',
  answers: { 200: operatorViewSchema },
  admins: true,
  async answer(request, deps) {
    requireAdmin(identifyCaller(request));
    const [hours, queues] = await Promise.all([readHours(deps), readQueues(deps)]);
    return json(200, { hours, queues } satisfies OperatorView, PRIVATE);
  },
};

async function readHours({ counts, now }: OperatorDeps): Promise<OperatorView['hours']> {
  const last = now();
  const instants = Array.from({ length: OPERATOR_HOURS }, (_, ago) => last - ago * HOUR_MS);
  const hours = await Promise.all(
    instants.map(async (at) => {
      return { hour: new Date(intervalOf(at, HOUR_MS)).toISOString(), deliveries: await counts.read(at) };
    }),
  );
  return hours.filter(({ deliveries }) => Object.keys(deliveries).length > 0);
}

function readQueues({ queues, depths }: OperatorDeps): Promise<OperatorView['queues']> {
  return Promise.all(
    queues.map(async ({ name, url, deadUrl }) => {
      const [waiting, deadLetters] = await Promise.all([
        depths.read(url),
        deadUrl === null ? null : depths.read(deadUrl),
      ]);
      return { name, waiting, deadLetters };
    }),
  );
}
