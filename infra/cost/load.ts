/** A month of use, as the bill assumes it. */
export interface Load {
  readonly coins: number;
  readonly alerts: number;
  readonly mailsADay: number;
  readonly apiCallsADay: number;
  readonly ingestTasks: number;
  readonly tickShards: number;
  /** queues that Lambda polls all the time for a function */
  readonly workQueues: number;
  /** metrics that alarms read: an alarm on several costs as much as one on each. The account's first ten are free */
  readonly alarmedMetrics: number;
}

/** The load that must stay below 31 USD a month. */
export const USUAL_LOAD: Load = {
  coins: 20,
  alerts: 1_000,
  mailsADay: 100,
  apiCallsADay: 2_000,
  ingestTasks: 1,
  tickShards: 1,
  workQueues: 3,
  alarmedMetrics: 23,
};

/** How often the task writes and reads. A test compares these with the task's own constants. */
export const EVERY_MS = {
  leaseRenewal: 3_000,
  pricesSnapshot: 3_000,
  candleRound: 60_000,
  catalogue: 600_000,
  coinStreamPoll: 1_000,
  coinTableRead: 60_000,
  logLine: 60_000,
  judgingReport: 45_000,
  unwatchedList: 900_000,
};

/** Sizes of the task and the functions. A test compares them with the template. */
export const SIZES = { taskCpu: 0.25, taskGb: 0.5, metrics: 10, evaluateGb: 0.5, apiGb: 1, previewGb: 1_769 / 1_024 };

/** Cautious guesses, each with its source. */
export const GUESSES = {
  /** records a second and coin: BTCUSDT had 2.8 and ETHUSDT 2.0 in a recorded hour (a flush of 250 ms); a quiet coin 0.5 */
  ticksACoinSecond: 1.5,
  /** an on-demand table begins with four partitions, and its stream has a shard for each */
  coinStreamShards: 4,
  /** one call a second and shard: Lambda polls Kinesis once a second, and a batch holds all ticks of that second */
  evaluateMs: 20,
  dispatchMs: 60,
  /** includes the wait for SES */
  deliverMs: 400,
  apiMs: 40,
  /** of the API's calls: most are an open page that asks for prices */
  writeShare: 0.05,
  previewShare: 0.02,
  /** of a rule of one condition, over 30 days */
  previewMs: 400,
  /** as of a list of 20 coins: a consistent scan of their rows, and three small items */
  apiReadUnits: 3,
  /** writes of an alert a day without a fire: arming, a hold that begins and breaks, a crossing that waits for its other side */
  movesAnAlertAndDay: 5,
  /** the log lines that Lambda writes about each call */
  logBytesACall: 450,
  logBytesALine: 1_500,
  /** Lambda's long polls at once, twenty seconds each, on an empty queue too */
  pollersOfAQueue: 5,
};

/**
 * Bytes of gzipped items, measured with 20 and 100 coins at made-up prices, and over an hour. `anItem` is the fixed part.
 * `unwatchedACoin` is that of a coin with two intervals; with ten, the most that are listed, it is 140.
 */
export const GZIPPED = {
  pricesACoin: 135,
  checkpointACoin: 37,
  unwatchedACoin: 20,
  anItem: 250,
  catalogue: 40_000,
  hourOnAverage: 1_100,
};

/**
 * Write units of each kind of write: the item, the index entries that change with it, all twice in a transaction (docs/scale.md).
 * Fires are counted for mutes from an alert's second one in an hour on, which is not usual: one unit a batch. A request that
 * changes something is counted once, a preview before and after. The change itself is an alert with its entry in an index and in
 * the owner's, the coin's row, and the two items that count what the person uses. A delivery is claimed, recorded and reported twice
 * by SES (four units each, with the owner's index); it waits for its mail, a wake-up is sent and arrives, and the mail is sent and logged.
 */
export const WRITE_UNITS = {
  move: 3,
  fire: 4,
  trigger: 3,
  delivery: 22,
  countedWrite: 1,
  change: 14,
  countedPreview: 2,
};
