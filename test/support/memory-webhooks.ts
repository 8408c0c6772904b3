import type { WebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import { newWebhook, type Webhook } from '../../domain/channels/webhook.ts';

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
  const find = (person: string, id: string) => webhooks.get(`${person} ${id}`);
  const change = (person: string, id: string, fields: Partial<Webhook>) => {
    const webhook = find(person, id);
    if (webhook) webhooks.set(`${person} ${id}`, { ...webhook, ...fields });
    return webhook !== undefined;
  };
  const slots = new Map<string, number>();
  const tests = new Map<string, number>();
  let made = 0;
  const renew = (person: string) => {
    made += 1;
    const secret = `whsec_${made}`;
    secrets.set(person, secret);
    return secret;
  };
  return {
    list: async (person) => [...webhooks].filter(([key]) => key.startsWith(`${person} `)).map(([, webhook]) => webhook),
    read: async (person, id) => find(person, id) ?? null,
    add: async (person, webhook) => {
      if (!find(person, webhook.id)) webhooks.set(`${person} ${webhook.id}`, webhook);
    },
    setState: async (person, id, fields) => change(person, id, { ...fields, failures: 0, slowCalls: 0 }),
    remove: async (person, id) => void webhooks.delete(`${person} ${id}`),
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
    endSlowCalls: async (person, id, now) => {
      if ((find(person, id)?.slowCalls ?? 0) === 0) return;
      slots.set(`${person} ${id}`, now);
      change(person, id, { slowCalls: 0, pausedUntil: now });
    },
    takeSlot: async (person, id, { now, burst, gapMs }) => {
      const key = `${person} ${id}`;
      const next = Math.max(slots.get(key) ?? 0, now) + gapMs;
      slots.set(key, next);
      return Math.max(now, next - burst * gapMs);
    },
    pause: async (person, id, until) => {
      const key = `${person} ${id}`;
      slots.set(key, Math.max(slots.get(key) ?? 0, until));
      change(person, id, { pausedUntil: Math.max(find(person, id)?.pausedUntil ?? 0, until) });
    },
    moveChat: async (person, { id }, chatId) => void change(person, id, { chatId }),
    beginTest: async (person, id, { now, pauseMs }) => {
      const key = `${person} ${id}`;
      if ((tests.get(key) ?? Number.NEGATIVE_INFINITY) > now - pauseMs) return false;
      tests.set(key, now);
      return true;
    },
    readSecret: async (person) => secrets.get(person) ?? null,
    secretOf: async (person) => secrets.get(person) ?? renew(person),
    renewSecret: async (person) => void renew(person),
  };
}
