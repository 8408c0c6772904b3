import type { WebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import { isAddressWebhook, isDevice, MAX_DEVICES, newWebhook, type Webhook } from '../../domain/channels/webhook.ts';
import { memoryPart } from './memory-transactions.ts';

const NO_LONGER_SLOW = { slowCalls: 0, slowAnswers: 0, restsUntil: 0 };

export interface HeldWebhooks {
  /** by person and id: `ada aa11` */
  readonly webhooks: Map<string, Webhook>;
  /** by person */
  readonly webhookSecrets: Map<string, string>;
}

/** A webhook that is on since 1,000 ms. */
export function buildWebhook(fields: Partial<Webhook> = {}): Webhook {
  const target = { id: 'aa11', url: 'https://hooks.example.com/a', preset: 'standard', chatId: null } as const;
  return { ...newWebhook(target, 1_000), ...fields };
}

/** The webhooks of table `people`, in memory. */
export function memoryWebhooks({ webhooks, webhookSecrets: secrets }: HeldWebhooks): WebhookTable {
  const all = (person: string) =>
    [...webhooks].filter(([key]) => key.startsWith(`${person} `)).map(([, webhook]) => webhook);
  const find = (person: string, id: string) => webhooks.get(`${person} ${id}`);
  const change = (person: string, id: string, fields: Partial<Webhook>) => {
    const webhook = find(person, id);
    if (webhook) webhooks.set(`${person} ${id}`, { ...webhook, ...fields });
    return webhook !== undefined;
  };
  const tests = new Map<string, number>();
  const reserved = new Map<string, number>();
  let made = 0;
  const renew = (person: string) => {
    made += 1;
    const secret = `whsec_${made}`;
    secrets.set(person, secret);
    return secret;
  };
  return {
    list: async (person) => all(person).filter(isAddressWebhook),
    listDevices: async (person) => all(person).filter(isDevice),
    registration: (person, device) => [
      memoryPart(
        () => void webhooks.set(`${person} ${device.id}`, device),
        () => {
          const others = all(person).filter((it) => isDevice(it) && it.id !== device.id);
          return others.length < MAX_DEVICES;
        },
      ),
    ],
    unregistration: (person, id) => [
      memoryPart(
        () => void webhooks.delete(`${person} ${id}`),
        () => find(person, id) !== undefined,
      ),
    ],
    forget: async (person, { id, at }) => {
      if (find(person, id)?.at === at) webhooks.delete(`${person} ${id}`);
    },
    read: async (person, id) => find(person, id) ?? null,
    addition: (person, webhook) =>
      memoryPart(
        () => void webhooks.set(`${person} ${webhook.id}`, webhook),
        () => !find(person, webhook.id),
      ),
    stateChange: (person, id, fields) =>
      memoryPart(
        () => void change(person, id, { ...fields, failures: 0, ...NO_LONGER_SLOW }),
        () => find(person, id) !== undefined,
      ),
    settingsChange: (person, before, after) =>
      memoryPart(
        () => void change(person, before.id, differing(before, after)),
        () => find(person, before.id)?.version === before.version,
      ),
    removal: (person, id) =>
      memoryPart(
        () => void webhooks.delete(`${person} ${id}`),
        () => find(person, id) !== undefined,
      ),
    disable: async (person, { id, at: read }, { at, detail }) =>
      find(person, id)?.at === read && change(person, id, { state: 'disabled', at, detail }),
    recordResult: async (person, id, lastResult, count) => {
      const { failures = 0, workedAt = 0 } = find(person, id) ?? {};
      const counted = { reset: 0, add: failures + 1, keep: failures }[count];
      const worked = count === 'reset' ? lastResult.at : workedAt;
      return change(person, id, { lastResult, failures: counted, workedAt: worked }) ? counted : 0;
    },
    countSlowCall: async (person, { id, slowCalls: read }, fields) =>
      find(person, id)?.slowCalls === read && change(person, id, fields),
    endSlowCalls: async (person, id) => {
      if ((find(person, id)?.slowCalls ?? 0) > 0) change(person, id, NO_LONGER_SLOW);
    },
    takeTurn: async (person, id, { now, burst, gapMs }) => {
      const { nextSlotAt = Number.POSITIVE_INFINITY } = find(person, id) ?? {};
      if (nextSlotAt > now + (burst - 1) * gapMs) return false;
      return change(person, id, { nextSlotAt: Math.max(nextSlotAt, now) + gapMs });
    },
    pause: async (person, id, until) => {
      const { nextSlotAt = 0, pausedUntil = 0 } = find(person, id) ?? {};
      change(person, id, { nextSlotAt: Math.max(nextSlotAt, until), pausedUntil: Math.max(pausedUntil, until) });
    },
    moveChat: async (person, { id }, chatId) => void change(person, id, { chatId }),
    beginTest: async (person, id, { now, pauseMs }) => {
      const key = `${person} ${id}`;
      if ((tests.get(key) ?? Number.NEGATIVE_INFINITY) > now - pauseMs) return false;
      tests.set(key, now);
      return true;
    },
    reserveTest: async (person, { now, lostAfterMs }) => {
      if ((reserved.get(person) ?? Number.NEGATIVE_INFINITY) > now - lostAfterMs) return false;
      reserved.set(person, now);
      return true;
    },
    endTest: async (person, reservedAt) => {
      if (reserved.get(person) === reservedAt) reserved.delete(person);
    },
    readSecret: async (person) => secrets.get(person) ?? null,
    secretOf: async (person) => secrets.get(person) ?? renew(person),
    newSecret: (person, { first }) =>
      memoryPart(
        () => void renew(person),
        () => !first || !secrets.has(person),
      ),
  };
}

function differing(before: Webhook, after: Webhook): Partial<Webhook> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== Reflect.get(before, name)));
}
