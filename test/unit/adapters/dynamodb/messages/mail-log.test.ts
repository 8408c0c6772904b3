import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createMailLog } from '../../../../../adapters/dynamodb/messages/mail-log.ts';

const documents = mockClient(DynamoDBDocumentClient);
const mails = createMailLog(DynamoDBDocumentClient.prototype, 'triggers');
beforeEach(() => documents.reset());

const SENT_AT = Date.UTC(2026, 10, 22, 12, 0, 0, 1);
const mail = { id: '01MAIL', person: 'iss#ada', address: 'ada@example.com', messageIds: ['a@1'], sentAt: SENT_AT };
const key = { alertId: 'mail#01MAIL', position: 'mail' };

test('a mail is a row of its own, which expires after thirty days and is in no list of triggers', async () => {
  documents.on(PutCommand).resolves({});
  await mails.add(mail);
  const { id: _id, ...told } = mail;
  expect(documents.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
    TableName: 'triggers',
    Item: { ...key, ...told, expireAt: Date.UTC(2026, 11, 22, 12, 0, 1) / 1_000 },
  });
});

test('is read consistently, since its first event comes right after it', async () => {
  documents.on(GetCommand, { TableName: 'triggers', Key: key, ConsistentRead: true }).resolves({
    Item: { ...key, ...mail, expireAt: 1 },
  });
  expect(await mails.read('01MAIL')).toEqual(mail);
});

test('a mail that is not in the log is null, and one that can not be read is an error', async () => {
  documents
    .on(GetCommand)
    .resolvesOnce({})
    .resolvesOnce({ Item: { ...key, person: 'iss#ada' } });
  expect(await mails.read('01MAIL')).toBeNull();
  await expect(mails.read('01MAIL')).rejects.toThrow('address');
});
