import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLinkTokens } from '../../../../../adapters/dynamodb/messages/link-tokens.ts';
import {
  createPersonTable,
  type PersonTable,
  type ProfileChange,
} from '../../../../../adapters/dynamodb/people/person-table.ts';
import { createWebhookTable } from '../../../../../adapters/dynamodb/people/webhook-table.ts';
import { createWriteAll, type WriteAll } from '../../../../../adapters/dynamodb/write-transaction.ts';
import { newWebhook } from '../../../../../domain/channels/webhook.ts';
import type { MailOff } from '../../../../../domain/people/person.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'people';
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 9);

let engines: RunningEngines;
let table: PersonTable;
let writeAll: WriteAll;
/** another one for each test */
let person: string;
let count = 0;

beforeAll(async () => {
  engines = await runEngines();
  await engines.clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['person', 'item'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'person', KeyType: 'HASH' },
        { AttributeName: 'item', KeyType: 'RANGE' },
      ],
    }),
  );
  table = createPersonTable(engines.clients.documents, TableName);
  writeAll = createWriteAll(engines.clients.documents);
});
afterAll(() => engines?.stop());

beforeEach(async () => {
  count += 1;
  person = `issuer#${count}`;
  await change({ email: 'ada@example.com' });
});

/** As a request does it: reads again when another one was faster. */
async function change(asked: Partial<ProfileChange>, now = NOW): Promise<void> {
  const before = await table.readProfile(person);
  const part = table.profileChange(person, before, { email: before?.email ?? '', ...asked }, now);
  const { written } = await writeAll(part ? [part] : []);
  return written ? undefined : change(asked, now);
}

const off = (reason: MailOff['reason'], at = NOW, address = 'ada@example.com'): MailOff => ({
  reason,
  address,
  at,
  detail: `at ${at}`,
});
const mailOff = async () => (await table.readProfile(person))?.mailOff;

describe('settings', () => {
  test('are the defaults until they are set, each by itself, and outlive a new address', async () => {
    const unset = { timeZone: 'UTC', quietHours: null, digest: null };
    expect(await table.readProfile(person)).toEqual({
      email: 'ada@example.com',
      updatedAt: NOW,
      settings: unset,
      mailOff: null,
    });
    await change({ settings: { timeZone: 'Asia/Tokyo' } });
    await change({ settings: {} });
    await Promise.all([
      change({ settings: { quietHours: { from: '22:00', to: '07:00' } } }),
      change({ settings: { digest: { every: 'day', at: '08:00' } } }),
    ]);
    await table.switchMailOff(person, off('bounced'));
    await change({ email: 'new@example.com' }, NOW + HOUR);
    expect(await table.readProfile(person)).toEqual({
      email: 'new@example.com',
      updatedAt: NOW + HOUR,
      settings: {
        timeZone: 'Asia/Tokyo',
        quietHours: { from: '22:00', to: '07:00' },
        digest: { every: 'day', at: '08:00' },
      },
      mailOff: off('bounced'),
    });
    await change({ settings: { quietHours: null } });
    expect((await table.readProfile(person))?.settings).toMatchObject({ quietHours: null, timeZone: 'Asia/Tokyo' });
  });

  test('of a person who is not there make none', async () => {
    await table.switchMailOff('issuer#nobody', off('unsubscribed'));
    await table.switchMailOn('issuer#nobody', NOW);
    expect(await table.readProfile('issuer#nobody')).toBeNull();
  });
});

describe('mails that are off', () => {
  test.each<[string, MailOff, MailOff, 'first' | 'second']>([
    ['a wish stays over a bounce', off('unsubscribed'), off('bounced', NOW + 1), 'first'],
    ['a wish stays over a complaint', off('unsubscribed'), off('complained', NOW + 1), 'first'],
    ['a wish that comes again changes nothing', off('unsubscribed'), off('unsubscribed', NOW + 1), 'first'],
    ['a bounce that comes again changes nothing', off('bounced'), off('bounced', NOW + 1), 'first'],
    ['a wish comes over a bounce', off('bounced'), off('unsubscribed', NOW + 1), 'second'],
    ['a complaint comes over a bounce', off('bounced'), off('complained', NOW + 1), 'second'],
    [
      'what is said of another address changes nothing',
      off('bounced'),
      off('complained', NOW, 'old@example.com'),
      'first',
    ],
  ])('%s', async (_what, first, second, kept) => {
    await table.switchMailOff(person, first);
    await table.switchMailOff(person, second);
    expect(await mailOff()).toEqual(kept === 'first' ? first : second);
  });

  test('go off for the present address, whatever the one before did', async () => {
    await table.switchMailOff(person, off('bounced'));
    await change({ email: 'new@example.com' });
    await table.switchMailOff(person, off('bounced', NOW, 'new@example.com'));
    expect(await mailOff()).toMatchObject({ address: 'new@example.com' });
  });

  test('go on again, and stay so when an event of before comes late or twice', async () => {
    for (const reason of ['unsubscribed', 'bounced', 'complained'] as const) {
      await table.switchMailOff(person, off(reason, NOW + 3 * HOUR));
      expect(await mailOff()).toMatchObject({ reason });
      await table.switchMailOn(person, NOW + 3 * HOUR);
      expect(await mailOff()).toBeNull();
    }
    await table.switchMailOff(person, off('bounced', NOW + 2 * HOUR));
    expect(await mailOff()).toBeNull();
    await table.switchMailOff(person, off('bounced', NOW + 4 * HOUR));
    expect(await mailOff()).toMatchObject({ reason: 'bounced' });
  });

  test('that were never off stay as they are', async () => {
    await table.switchMailOn(person, NOW + HOUR);
    await table.switchMailOff(person, off('bounced'));
    expect(await mailOff()).toMatchObject({ reason: 'bounced' });
  });
});

describe('the key of the links', () => {
  const key = { person: 'pricebell', item: 'link-key' };
  const start = () => createLinkTokens(engines.clients.documents, TableName);
  const link = { do: 'unsubscribe', person: 'ada' } as const;

  test('is the same for all environments that start at once, and is kept', async () => {
    expect(await start().readLink('nonsense', NOW)).toBe('invalid');
    expect((await engines.clients.documents.send(new GetCommand({ TableName, Key: key }))).Item).toBeUndefined();
    const environments = Array.from({ length: 8 }, start);
    const tokens = await Promise.all(environments.map((it) => it.makeLink(link, NOW)));
    expect(new Set(tokens).size).toBe(1);
    const [token = ''] = tokens;
    for (const environment of [...environments, start()]) {
      expect(await environment.readLink(token, NOW)).toEqual(link);
    }
    const { Item } = await engines.clients.documents.send(new GetCommand({ TableName, Key: key }));
    expect(Buffer.from(String(Item?.secret), 'base64url')).toHaveLength(32);
  });

  test('that is replaced ends all links made before, in each environment that starts', async () => {
    const token = await start().makeLink(link, NOW);
    const secret = Buffer.alloc(32, 7).toString('base64url');
    await engines.clients.documents.send(new PutCommand({ TableName, Item: { ...key, secret } }));
    expect(await start().readLink(token, NOW)).toBe('invalid');
  });
});

test('a webhook is not there under an id of any length, also one that no key of the table can hold', async () => {
  const webhooks = createWebhookTable(engines.clients.documents, TableName);
  for (const length of [1, 16, 17, 1_024, 9_000]) expect(await webhooks.read(person, 'f'.repeat(length))).toBeNull();
});

test('a webhook of an earlier version reads as one without options and words, and takes the first of two changes at once', async () => {
  const webhooks = createWebhookTable(engines.clients.documents, TableName);
  const early = { id: 'aa11', url: 'https://a.example/in', preset: 'discord', chatId: null, state: 'active', at: 1 };
  const Item = { ...early, person, item: 'webhook#aa11', detail: null, failures: 2 };
  await engines.clients.documents.send(new PutCommand({ TableName, Item }));
  const [before] = await webhooks.list(person);
  if (!before) throw new Error('the webhook is not read');
  expect(before).toMatchObject({ label: null, options: {}, template: null, version: 1 });
  const template = { title: '{{symbol}}', text: null, body: null };
  const after = { ...before, label: 'Room', options: { priority: 4 }, template, version: 2 };
  const change = webhooks.settingsChange(person, before, after);
  expect(await writeAll([change])).toMatchObject({ written: true });
  expect(await writeAll([change])).toMatchObject({ written: false });
  expect(await webhooks.list(person)).toEqual([after]);
  const off = { ...after, state: 'disabled', at: 9, detail: 'switched off by you', failures: 0, version: 3 } as const;
  expect(await writeAll([webhooks.settingsChange(person, after, off)])).toMatchObject({ written: true });
  expect(await webhooks.list(person)).toEqual([off]);
});

test('a change of what its owner sets leaves what calls write of a webhook meanwhile', async () => {
  const webhooks = createWebhookTable(engines.clients.documents, TableName);
  const before = newWebhook({ id: 'aa11', url: 'https://a.example/in', preset: 'telegram', chatId: '-1' }, NOW);
  expect(await writeAll([webhooks.addition(person, before)])).toMatchObject({ written: true });
  const lastResult = { result: 'moved', at: NOW, detail: 'it has another id' } as const;
  await webhooks.moveChat(person, before, '-100');
  await webhooks.recordResult(person, before.id, lastResult, 'add');
  const change = webhooks.settingsChange(person, before, { ...before, label: 'Room', version: 2 });
  expect(await writeAll([change])).toMatchObject({ written: true });
  const after = { ...before, label: 'Room', version: 2, chatId: '-100', lastResult, failures: 1 };
  expect(await webhooks.list(person)).toEqual([after]);
});
