import type { Webhook } from '../../../domain/channel.ts';
import type { WebhookTable } from '../../../functions/adapters/webhook-table.ts';

/** By person. */
export interface HeldWebhooks {
  readonly webhooks: Map<string, Webhook[]>;
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
  const listOf = (person: string) => webhooks.get(person) ?? [];
  const find = (person: string, id: string) => listOf(person).find((it) => it.id === id);
  const change = (person: string, id: string, fields: Partial<Webhook>) => {
    const isThere = find(person, id) !== undefined;
    webhooks.set(
      person,
      listOf(person).map((it) => (it.id === id ? { ...it, ...fields } : it)),
    );
    return isThere;
  };
  const renew = (person: string) => {
    const secret = `whsec_${(secrets.size + 1) * 1_000 + (secrets.get(person)?.length ?? 0)}`;
    secrets.set(person, secrets.get(person) === secret ? `${secret}0` : secret);
    return secrets.get(person) ?? secret;
  };
  return {
    list: async (person) => [...listOf(person)],
    read: async (person, id) => find(person, id) ?? null,
    add: async (person, webhook) => {
      if (!find(person, webhook.id)) webhooks.set(person, [...listOf(person), webhook]);
    },
    setState: async (person, id, state, at, detail) => change(person, id, { state, at, detail, failures: 0 }),
    disable: async (person, { id, at: read }, { at, detail }) =>
      find(person, id)?.at === read && change(person, id, { state: 'disabled', at, detail }),
    countFailure: async (person, id) => {
      const failures = (find(person, id)?.failures ?? 0) + 1;
      change(person, id, { failures });
      return failures;
    },
    forgetFailures: async (person, id) => void change(person, id, { failures: 0 }),
    readSecret: async (person) => secrets.get(person) ?? null,
    secretOf: async (person) => secrets.get(person) ?? renew(person),
    renewSecret: async (person) => void renew(person),
  };
}
