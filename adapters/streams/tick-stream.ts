import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

/** Kinesis takes at most this many records a call … */
export const MAX_RECORDS_PER_CALL = 500;
/** … and 5 MB with the keys; the rest is room for keys and the request's own words. */
export const MAX_CALL_BYTES = 4_500_000;

/**
 * How long the answer is waited for. A signal and not only the client's own limit, so that a call that hangs ends for
 * certain: its records then count as unanswered.
 */
const PUT_TIMEOUT_MS = 5_000;

export interface TickRecord {
  readonly symbol: string;
  /** an encoded tick */
  readonly data: Uint8Array;
}

/**
 * Kinesis stream `ticks`, key = symbol, so that the ticks of one coin stay in order. `onTaken`: a shard took a record.
 */
export function createTickStream(client: KinesisClient, streamName: string, onTaken: (shard: string) => void) {
  return {
    /**
     * Answers per record, in order: null when Kinesis took it, otherwise its error code.
     * @throws when the call fails as a whole; then any of the records may have been taken all the same
     */
    async put(records: readonly TickRecord[]): Promise<(string | null)[]> {
      const { Records = [] } = await client.send(
        new PutRecordsCommand({
          StreamName: streamName,
          Records: records.map(({ symbol, data }) => ({ PartitionKey: symbol, Data: data })),
        }),
        { abortSignal: AbortSignal.timeout(PUT_TIMEOUT_MS) },
      );
      return records.map((_, index) => {
        const answer = Records[index];
        if (answer?.ErrorCode) return answer.ErrorCode;
        if (!answer?.SequenceNumber) return 'NoAnswer';
        if (answer.ShardId) onTaken(answer.ShardId);
        return null;
      });
    },
  };
}

export type TickStream = ReturnType<typeof createTickStream>;
