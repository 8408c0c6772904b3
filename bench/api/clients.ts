import { waitUntil } from '../../local/wait-until.ts';
import type { Person } from '../../test/local/end-to-end/person.ts';
import type { TestStack } from '../../test/local/end-to-end/start-stack.ts';

/** Alerts that each client has from the start. */
const ALERTS = 5;
const LIVE_WITHIN_MS = 60_000;

/** A person at the API, with alerts on one coin. */
export interface Client {
  readonly email: string;
  readonly alertId: string;
  /** @throws Error when the answer is no success */
  send(method: string, path: string, body?: object): Promise<void>;
}

/** Each with an alert of its own, on a coin that is live. */
export async function signInClients(stack: TestStack, count: number, symbol: string): Promise<Client[]> {
  const people = await Promise.all(Array.from({ length: count }, (_, i) => stack.person(`client-${i}@example.com`)));
  const clients: Client[] = [];
  for (const person of people) clients.push(await clientOf(person, symbol));
  await waitUntil(`${symbol} is live`, LIVE_WITHIN_MS, async () => {
    const coin = await people[0]?.get(`/coins/${symbol}`);
    return coin?.state === 'live' || undefined;
  });
  return clients;
}

async function clientOf(person: Person, symbol: string): Promise<Client> {
  const ids: string[] = [];
  for (let i = 0; i < ALERTS; i += 1) ids.push(await person.addAlert(symbol, 'above', String(70_000 + i)));
  return {
    email: person.email,
    alertId: ids[0] ?? '',
    async send(method, path, body) {
      const answer = await person.call(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
  };
}
