/** How long a poller waits after an empty read, in ms. */
export interface PollRate {
  readonly kinesisMs: number;
  readonly dynamodbMs: number;
}

/** For a laptop: an alert rings as soon as the engines allow. */
export const FAST: PollRate = { kinesisMs: 40, dynamodbMs: 40 };
