import * as z from 'zod';
import { functionNameOf } from './gateway-types.ts';
import { defineResource } from './resource-type.ts';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;

const schema = z.strictObject({
  ScheduleExpression: z.string().regex(RATE, 'only a rate is interpreted'),
  State: z.literal('ENABLED').optional(),
  Targets: z.array(z.strictObject({ Id: z.string(), Arn: z.string() })),
});

/** A rule that calls functions again and again. Rules with a pattern are left out (`ignored.ts`). */
export const scheduleRule = defineResource(schema, ({ logicalId, properties, workbench }) => {
  const everyMs = parseRate(properties.ScheduleExpression);
  for (const { Arn } of properties.Targets) {
    workbench.plan.schedules.push({ name: logicalId, functionName: functionNameOf(Arn), everyMs });
  }
  return { ref: logicalId, attributes: {} };
});

function parseRate(expression: string): number {
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') throw new Error(`no rate: ${expression}`);
  return Number(count) * UNIT_MS[unit];
}
