import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { createPersonTable, REQUEST_LIFETIME_S } from '../../../../../adapters/dynamodb/people/person-table.ts';
import { buildProfile } from '../../../../support/memory-tables.ts';
import { ADA } from '../../../../support/stored-alert.ts';

const NOW = 1_700_000_000_500;
const db = mockClient(DynamoDBDocumentClient);
const table = createPersonTable(makeDocumentClient(), 'people');

beforeEach(() => db.reset());

describe("a person's profile", () => {
  const profile = buildProfile({ updatedAt: 1_000 });
  const email = profile.email;

  it('is made by the first request, and changed as it was read', () => {
    expect(table.profileChange(ADA, null, { email }, NOW)?.Update).toEqual({
      TableName: 'people',
      Key: { person: ADA, item: 'profile' },
      UpdateExpression: 'SET email = :email, updatedAt = :updatedAt',
      ConditionExpression: 'attribute_not_exists(person)',
      ExpressionAttributeValues: { ':email': email, ':updatedAt': NOW },
    });
    expect(table.profileChange(ADA, profile, { email: 'new@example.com' }, NOW)?.Update).toMatchObject({
      UpdateExpression: 'SET email = :email, updatedAt = :updatedAt',
      ConditionExpression: 'updatedAt = :read',
      ExpressionAttributeValues: { ':email': 'new@example.com', ':updatedAt': NOW, ':read': 1_000 },
    });
  });

  it('is not written when all is as asked for already', () => {
    expect(table.profileChange(ADA, profile, { email }, NOW)).toBeNull();
    expect(table.profileChange(ADA, profile, { email, settings: {}, mailOff: null }, NOW)).toBeNull();
    const mailOff = { reason: 'unsubscribed', address: email, at: 5, detail: null } as const;
    const off = { ...profile, mailOff };
    expect(table.profileChange(ADA, off, { email, mailOff: { ...mailOff, at: 6 } }, NOW)).toBeNull();
  });

  it('never has the same updatedAt twice: the next change compares it', () => {
    const late = table.profileChange(ADA, { ...profile, updatedAt: NOW }, { email: 'new@example.com' }, NOW - 5);
    expect(late?.Update?.ExpressionAttributeValues).toMatchObject({ ':updatedAt': NOW + 1, ':read': NOW });
  });

  it('from before there were settings is read with their defaults; a person who never wrote has none', async () => {
    db.on(GetCommand)
      .resolvesOnce({ Item: { person: ADA, item: 'profile', email: 'ada@example.com', updatedAt: 1 } })
      .resolves({});
    expect(await table.readProfile(ADA)).toEqual({
      email: 'ada@example.com',
      updatedAt: 1,
      settings: { timeZone: 'UTC', quietHours: null, digest: null },
      mailOff: null,
    });
    expect(await table.readProfile(ADA)).toBeNull();
    expect(db.commandCalls(GetCommand)[0]?.args[0].input).toMatchObject({ ConsistentRead: true });
  });
});

describe('an idempotency key', () => {
  const remembered = { bodyHash: 'hash', alertId: 'alert' };

  it('is taken for a day, and free again after it', () => {
    expect(table.rememberRequest({ person: ADA, key: 'k', ...remembered }, NOW).Put).toMatchObject({
      Item: { person: ADA, item: 'request#k', ...remembered, expireAt: 1_700_000_000 + REQUEST_LIFETIME_S },
      ConditionExpression: 'attribute_not_exists(person) OR expireAt <= :nowS',
      ExpressionAttributeValues: { ':nowS': 1_700_000_000 },
    });
  });

  it('is forgotten on time, however late its item goes', async () => {
    db.on(GetCommand).resolves({ Item: { ...remembered, expireAt: 1_700_000_001 } });
    expect(await table.readRequest(ADA, 'k', NOW)).toEqual(remembered);
    expect(await table.readRequest(ADA, 'k', NOW + 500)).toBeNull();
  });
});
