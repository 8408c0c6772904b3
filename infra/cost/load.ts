/** What a month of use is reckoned with. */
export interface Load {
  readonly coins: number;
  readonly alerts: number;
  readonly mailsADay: number;
  readonly apiCallsADay: number;
  readonly ingestTasks: number;
  readonly tickShards: number;
  /** queues that a function takes from, which asks them all the time */
  readonly workQueues: number;
  /** what alarms look at: one on several metrics costs as much as one for each. The account's first ten cost nothing */
  readonly alarmedMetrics: number;
}

/** The load that the bar of 30 USD is for. */
export const USUAL_LOAD: Load = {
  coins: 20,
  alerts: 1_000,
  mailsADay: 100,
  apiCallsADay: 2_000,
  ingestTasks: 1,
  tickShards: 1,
  workQueues: 3,
  alarmedMetrics: 19,
};

/** What runs by the clock; a test compares them with the task's own constants. */
export const EVERY_MS = {
  leaseRenewal: 3_000,
  pricesSnapshot: 3_000,
  candleRound: 60_000,
  catalogue: 600_000,
  coinStreamPoll: 1_000,
  coinTableRead: 60_000,
  logLine: 60_000,
  judgingReport: 45_000,
};

/** What the template says of the task and the function that never rests; a test compares them with it. */
export const SIZES = { taskCpu: 0.25, taskGb: 0.5, metrics: 9, evaluateGb: 0.5, apiGb: 1 };

/** What can't be known before: each a cautious guess, with where it comes from. */
export const GUESSES = {
  /** records a second and coin: BTCUSDT had 2.8 and ETHUSDT 2.0 in a recorded hour (a flush of 250 ms); a coin at rest 0.5 */
  ticksACoinSecond: 1.5,
  /** an on-demand table begins with four partitions, and its stream has a shard for each */
  coinStreamShards: 4,
  /** Kinesis is polled once a second and shard, so no more calls than that while a batch holds a second's ticks */
  evaluateMs: 20,
  dispatchMs: 60,
  /** waits for SES */
  deliverMs: 400,
  apiMs: 40,
  /** writes of an alert a day that fire nothing: arming, a hold that begins and breaks, an edge that waits for its side */
  movesAnAlertAndDay: 5,
  /** the lines that Lambda itself writes about a call */
  logBytesACall: 450,
  logBytesALine: 1_500,
  /** calls that wait for orders, twenty seconds each, whether there are any or not */
  pollersOfAQueue: 5,
};

/** Bytes; measured on packed items of 20 and 100 coins with made-up prices, and of a whole hour. `anItem` is what does not grow. */
export const PACKED = { pricesACoin: 135, checkpointACoin: 37, anItem: 250, catalogue: 40_000, hourOnAverage: 1_100 };

/**
 * Write units: the item, the indexes that it leaves or enters, twice in a transaction. See docs/scale.md.
 * A delivery is claimed, recorded, and reported twice by SES (four each, with the owner's index), and its mail waits, leaves and is noted.
 */
export const WRITE_UNITS = { move: 3, fire: 4, trigger: 3, delivery: 20 };
