/** How long a poller waits after an empty read, in ms. */
export interface PollRate {
  readonly kinesisMs: number;
  readonly dynamodbMs: number;
}

/** For a laptop: an alert rings as soon as the engines allow. */
export const FAST: PollRate = { kinesisMs: 40, dynamodbMs: 40 };

/** What AWS Lambda does: a Kinesis shard once a second, a table's stream four times. */
export const AS_AWS: PollRate = { kinesisMs: 1_000, dynamodbMs: 250 };
