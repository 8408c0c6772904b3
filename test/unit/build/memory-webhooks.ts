import type { Webhook } from '../../../domain/channel.ts';
import type { WebhookTable } from '../../../functions/adapters/webhook-table.ts';

export interface HeldWebhooks {
  /** by person and id: `ada aa11` */
  readonly webhooks: Map<string, Webhook>;
  /** by person */
  readonly webhookSecrets: Map<string, string>;
}

/** One that works since 1,000 ms. */
export function buildWebhook(fields: Partial<Webhook> = {}): Webhook {
  return {
    id: 'aa11',
    url: 'https://hooks.example.com/a',
    preset: 'standard',
    chatId: null,
    state: 'active',
    at: 1_000,
    detail: null,
    failures: 0,
    ...fields,
  };
}

/** Table `people`, as far as it keeps webhooks, in memory. */
export function memoryWebhooks({ webhooks, webhookSecrets: secrets }: HeldWebhooks): WebhookTable {
  const find = (person: string, id: string) => webhooks.get(`${person} ${id}`);
  const change = (person: string, id: string, fields: Partial<Webhook>) => {
    const webhook = find(person, id);
    if (webhook) webhooks.set(`${person} ${id}`, { ...webhook, ...fields });
    return webhook !== undefined;
  };
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
    setState: async (person, id, fields) => change(person, id, { ...fields, failures: 0 }),
    remove: async (person, id) => void webhooks.delete(`${person} ${id}`),
    disable: async (person, { id, at: read }, { at, detail }) =>
      find(person, id)?.at === read && change(person, id, { state: 'disabled', at, detail }),
    countFailure: async (person, id) => {
      const failures = (find(person, id)?.failures ?? 0) + 1;
      return change(person, id, { failures }) ? failures : 0;
    },
    forgetFailures: async (person, id) => void change(person, id, { failures: 0 }),
    readSecret: async (person) => secrets.get(person) ?? null,
    secretOf: async (person) => secrets.get(person) ?? renew(person),
    renewSecret: async (person) => void renew(person),
  };
}
