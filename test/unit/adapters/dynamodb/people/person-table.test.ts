import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { createPersonTable, REQUEST_LIFETIME_S } from '../../../../../adapters/dynamodb/people/person-table.ts';
import { ADA } from '../../../../support/stored-alert.ts';

const NOW = 1_700_000_000_500;
const db = mockClient(DynamoDBDocumentClient);
const table = createPersonTable(makeDocumentClient(), 'people');

beforeEach(() => db.reset());

describe("a person's profile", () => {
  it('is set without touching other settings', async () => {
    db.on(UpdateCommand).resolves({});
    await table.saveProfile(ADA, 'ada@example.com', NOW);
    expect(db.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'people',
      Key: { person: ADA, item: 'profile' },
      UpdateExpression: 'SET email = :email, updatedAt = :now',
      ExpressionAttributeValues: { ':email': 'ada@example.com', ':now': NOW },
    });
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

  it('is not touched when no setting is given', async () => {
    await table.saveSettings(ADA, {});
    expect(db.calls()).toHaveLength(0);
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
