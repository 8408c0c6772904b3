import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { triggerSchema } from '../../../domain/messages/trigger.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import type { Person } from '../end-to-end/person.ts';
import type { TestStack } from '../end-to-end/start-stack.ts';

/** What nobody may make another person wait for longer. */
const MAX_DELIVERY_MS = 6_000;
const MAX_CALL_MS = 1_000;
/** On a machine that is slow without a flood, so many times what it takes then. Calls wait for a processor, and mails mostly do not. */
const SLOW_CALLS_FACTOR = 10;
const SLOW_DELIVERY_FACTOR = 3;

/** How long another person waits, in ms. */
export interface Waits {
  readonly callsP99Ms: number;
  /** from its dispatch on */
  readonly deliveryMs: number;
}

/** Fails when somebody waits longer beside a flood than anybody may. */
export function expectQuick(what: string, waits: Partial<Waits>, calm: Waits): void {
  console.info(`${what}: ${JSON.stringify({ beside: waits, calm })}`);
  const { callsP99Ms = 0, deliveryMs = 0 } = waits;
  expect(callsP99Ms).toBeLessThanOrEqual(Math.max(MAX_CALL_MS, SLOW_CALLS_FACTOR * calm.callsP99Ms));
  expect(deliveryMs).toBeLessThanOrEqual(Math.max(MAX_DELIVERY_MS, SLOW_DELIVERY_FACTOR * calm.deliveryMs));
}

/** A test that fails says how late the mail was, up to this. */
const MAIL_WITHIN_MS = 90_000;

/** How long after its dispatch the first mail of an alert left, in ms. */
export async function mailDelay({ running }: TestStack, alertId: string): Promise<number> {
  const TableName = running.plan.functions.get('Api')?.environment.TRIGGERS_TABLE;
  return waitUntil(`the mail of alert ${alertId}`, MAIL_WITHIN_MS, async () => {
    const { Items = [] } = await running.engines.clients.documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'alertId = :id',
        ExpressionAttributeValues: { ':id': alertId },
        Limit: 1,
      }),
    );
    const trigger = triggerSchema.safeParse(Items[0]).data;
    const { state, at = 0 } = trigger?.deliveries.email ?? {};
    return trigger && state === 'sent' ? at - trigger.dispatchedAt : undefined;
  });
}

/** Calls `each` for every item, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  lanes: number,
  each: (item: T) => Promise<unknown>,
): Promise<void> {
  const rest = [...items];
  const work = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await each(item);
  };
  await Promise.all(Array.from({ length: lanes }, work));
}

/** Adds so many alerts, again where the gateway asks to wait; returns their ids. */
export async function addAlerts(person: Person, count: number, alert: object): Promise<string[]> {
  const ids: string[] = [];
  await inParallel(
    Array.from({ length: count }, (_, index) => index),
    8,
    async () => {
      for (;;) {
        const { status, body } = await person.call('POST', '/alerts', alert);
        if (status === 201) return void ids.push(body.id);
        if (status !== 429) throw new Error(`POST /alerts: ${status} ${JSON.stringify(body)}`);
      }
    },
  );
  return ids;
}
