import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../adapters/clients.ts';
import { createWriteAll } from '../../../../adapters/dynamodb/write-transaction.ts';

const db = mockClient(DynamoDBDocumentClient);
const writeAll = createWriteAll(makeDocumentClient());
const one = { Delete: { TableName: 'alerts', Key: { book: 'BTCUSDT#0', id: 'a' } } };
const other = { Delete: { TableName: 'people', Key: { person: 'ada', item: 'usage' } } };

function cancelled(...codes: string[]): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

const written = () => db.commandCalls(TransactWriteCommand).map((call) => call.args[0].input.TransactItems);

beforeEach(() => db.reset());

it('writes all parts in one transaction, and sends nothing where there is nothing to write', async () => {
  db.on(TransactWriteCommand).resolves({});
  expect(await writeAll([one, other])).toEqual({ written: true });
  expect(await writeAll([])).toEqual({ written: true });
  expect(written()).toEqual([[one, other]]);
});

it('says whose condition did not hold', async () => {
  db.on(TransactWriteCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));
  expect(await writeAll([one, other])).toEqual({ written: false, failed: [1] });
  expect(written()).toHaveLength(1);
});

it('tries again when another transaction works on one of the items, or when it is throttled', async () => {
  db.on(TransactWriteCommand)
    .rejectsOnce(cancelled('None', 'TransactionConflict'))
    .rejectsOnce(cancelled('ThrottlingError', 'None'))
    .resolves({});
  expect(await writeAll([one, other])).toEqual({ written: true });
  expect(written()).toHaveLength(3);
});

it('gives up after five attempts: a conflict is a lost race, a throttled table an error', async () => {
  db.on(TransactWriteCommand).rejects(cancelled('None', 'TransactionConflict'));
  expect(await writeAll([one, other])).toEqual({ written: false, failed: [] });
  expect(written()).toHaveLength(5);
  db.reset();
  db.on(TransactWriteCommand).rejects(cancelled('None', 'ThrottlingError'));
  await expect(writeAll([one, other])).rejects.toThrow('cancelled');
  expect(written()).toHaveLength(5);
});

it('throws another error at once', async () => {
  db.on(TransactWriteCommand).rejects(cancelled('ValidationError'));
  await expect(writeAll([one, other])).rejects.toThrow('cancelled');
  expect(written()).toHaveLength(1);
});
