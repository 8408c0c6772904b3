import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

/** Kinesis's limits of one call: this many records … */
export const MAX_RECORDS_PER_CALL = 500;
/** … and 5 MB, of which keys and the request itself take a part. */
export const MAX_CALL_BYTES = 4_500_000;

/**
 * An abort signal, beside the client's own limit, so that a call that hangs ends for certain: its records then count as
 * unanswered.
 */
const PUT_TIMEOUT_MS = 5_000;

export interface TickRecord {
  readonly symbol: string;
  /** an encoded tick */
  readonly data: Uint8Array;
}

/**
 * Kinesis stream `ticks`, key = symbol, so that the ticks of one coin stay in order. `onAccepted` is called for each record that
 * a shard took.
 */
export function createTickStream(client: KinesisClient, streamName: string, onAccepted: (shard: string) => void) {
  return {
    /**
     * For each record, in order: null when Kinesis took it, otherwise the error code.
     * @throws when the whole call fails; any of the records may have been taken all the same
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
        if (answer.ShardId) onAccepted(answer.ShardId);
        return null;
      });
    },
  };
}

export type TickStream = ReturnType<typeof createTickStream>;
