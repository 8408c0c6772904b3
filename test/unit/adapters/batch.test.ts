import { setImmediate } from 'node:timers/promises';
import type { DynamoDBRecord, KinesisStreamRecord, SQSRecord } from 'aws-lambda';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { processEach, processInOrder } from '../../../adapters/batch.ts';

const message = (messageId: string) => ({ messageId }) as SQSRecord;
const tick = (sequenceNumber: string) => ({ kinesis: { sequenceNumber } }) as KinesisStreamRecord;
const change = (SequenceNumber: string) => ({ dynamodb: { SequenceNumber } }) as DynamoDBRecord;
const failure = new Error('no');
const log = { warn: vi.fn() };
beforeEach(() => log.warn.mockReset());

describe('in order', () => {
  test('stops at the first failure, and the stream continues from there', async () => {
    const seen: KinesisStreamRecord[] = [];
    const onFailure = vi.fn();
    const process = async (record: KinesisStreamRecord) => {
      seen.push(record);
      if (record.kinesis.sequenceNumber === '2') throw failure;
    };
    const records = [tick('1'), tick('2'), tick('3')];
    expect(await processInOrder(records, { process, onFailure, log })).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    expect(seen).toEqual([tick('1'), tick('2')]);
    expect(onFailure.mock.calls).toEqual([[failure, { record: tick('2'), id: '2', index: 1 }]]);
  });

  test('begins a record only when the one before is done', async () => {
    const steps: string[] = [];
    const process = async ({ dynamodb }: DynamoDBRecord) => {
      steps.push(`begin ${dynamodb?.SequenceNumber}`);
      await Promise.resolve();
      steps.push(`end ${dynamodb?.SequenceNumber}`);
    };
    const response = await processInOrder([change('1'), change('2')], { process, onFailure: vi.fn(), log });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(steps).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });
});

describe('each', () => {
  test('names those that failed, in their order, and lets the others be done', async () => {
    const onFailure = vi.fn();
    const done: string[] = [];
    const process = async ({ messageId }: SQSRecord) => {
      if (messageId !== 'b') throw failure;
      done.push(messageId);
    };
    const records = [message('a'), message('b'), message('c')];
    expect(await processEach(records, { process, onFailure, log, maxAtOnce: 1 })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'c' }],
    });
    expect(done).toEqual(['b']);
    expect(onFailure.mock.calls.map(([, { id, index }]) => [id, index])).toEqual([
      ['a', 0],
      ['c', 2],
    ]);
  });

  test.each([1, 2, 5])('works on at most %d at once', async (maxAtOnce) => {
    let open = 0;
    let most = 0;
    const process = async () => {
      open += 1;
      most = Math.max(most, open);
      await setImmediate();
      open -= 1;
    };
    const records = ['a', 'b', 'c', 'd', 'e'].map(message);
    await processEach(records, { process, onFailure: vi.fn(), log, maxAtOnce });
    expect(most).toBe(maxAtOnce);
  });
});

test('a change without a sequence number makes the whole batch come again', async () => {
  const process = () => Promise.reject(failure);
  const options = { process, onFailure: vi.fn(), log };
  expect(await processInOrder([{} as DynamoDBRecord], options)).toEqual({
    batchItemFailures: [{ itemIdentifier: '' }],
  });
});

describe('the metric of failed records', () => {
  const process = async ({ messageId }: SQSRecord) => {
    if (messageId !== 'b') throw new Error(messageId);
  };
  const options = { process, onFailure: vi.fn(), log };
  const records = [message('a'), message('b'), message('c')];

  test('is one line for a batch, and counts those that come again', async () => {
    await processEach(records, { ...options, maxAtOnce: 3 });
    await processInOrder(records, options);
    const metric = { service: 'functions', _aws: expect.anything() };
    expect(log.warn.mock.calls).toEqual([
      ['records are delivered again', { ...metric, failedRecords: 2 }],
      ['records are delivered again', { ...metric, failedRecords: 1 }],
    ]);
  });

  test('is not reported for a batch without failures, nor for what is no trouble', async () => {
    await processEach([message('b')], { ...options, maxAtOnce: 3 });
    const isTrouble = (error: unknown) => error instanceof Error && error.message !== 'a';
    const response = await processInOrder(records, { ...options, isTrouble });
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'a' }]);
    expect(log.warn).not.toHaveBeenCalled();
    await processEach(records, { ...options, isTrouble, maxAtOnce: 1 });
    expect(log.warn).toHaveBeenCalledExactlyOnceWith(expect.anything(), expect.objectContaining({ failedRecords: 1 }));
  });
});
