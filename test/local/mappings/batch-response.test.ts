import { describe, expect, it } from 'vitest';
import { readBatchResponse } from '../../../local/mappings/batch-response.ts';

const ids = ['1', '2', '3'];
const failing = (...identifiers: unknown[]) => ({
  batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('the answer of a function to its batch', () => {
  it.each([null, undefined, '', {}, { batchItemFailures: null }, { batchItemFailures: [] }])(
    'is success: %j',
    (answer) => {
      expect(readBatchResponse(answer, ids)).toEqual({ kind: 'done' });
    },
  );

  it.each([
    [failing('')],
    [failing(null)],
    [failing('4')],
    [failing('1', '4')],
    [{ batchItemFailures: [{ itemIdentifer: '1' }] }],
    [{ batchItemFailures: [null] }],
    [{ batchItemFailures: 'all' }],
    ['done'],
  ])('is a failure of the whole batch: %j', (answer) => {
    expect(readBatchResponse(answer, ids)).toEqual({ kind: 'failed' });
  });

  it('names the records that failed', () => {
    expect(readBatchResponse(failing('3', '2'), ids)).toEqual({ kind: 'partial', failed: new Set(['2', '3']) });
  });
});
