/** How often the task and the functions write and read. A test compares these with their own constants. */
export const EVERY_MS = {
  leaseRenewal: 3_000,
  pricesSnapshot: 3_000,
  clockOffset: 60_000,
  candleRound: 60_000,
  catalogue: 600_000,
  coinStreamPoll: 5_000,
  coinMarkerRead: 1_000,
  audienceRead: 3_000,
  coinTableRead: 60_000,
  logLine: 60_000,
  judgingReport: 45_000,
  canaryRun: 60_000,
  unwatchedList: 900_000,
  sparks: 3_600_000,
};

/** Cautious guesses, each with its source. */
export const GUESSES = {
  /** records a second and coin: BTCUSDT had 2.8 and ETHUSDT 2.0 in a recorded hour (a flush of 250 ms); a quiet coin 0.5 */
  ticksACoinSecond: 1.5,
  /** an on-demand table begins with four partitions, and its stream has a shard for each */
  onDemandShards: 4,
  /** Lambda polls Kinesis once a second and shard, and a batch holds all ticks of that second, up to 100 */
  evaluateMs: 20,
  /** after a change of a coin's row its stream is read each second for five */
  readsAChange: 5,
  dispatchMs: 60,
  /** an outage begins and ends; the rest of table `market` is filtered out */
  outageCalls: 40,
  /** includes the wait for SES */
  sendMs: 400,
  /** for a mail, one call finds that it is due, and one that nothing waits after it */
  sendCallsAMail: 2,
  eventMs: 40,
  /** SES reports that it took the mail, and that it was delivered */
  eventsAMail: 2,
  apiMs: 40,
  /** of a viewer: a ping each four minutes, a connection, a sign-in, subscriptions */
  socketMessagesAnHour: 25,
  socketMs: 40,
  /** as of 20 coins: rows and count are in memory or small, and one post takes some 20 ms */
  pushMs: 50,
  /** of a frame of 20 coins, and of the snapshot that is read each three seconds */
  frameBytes: 5_000,
  pushReadUnits: 0.8,
  canaryMs: 100,
  /** most of its records are no coin that became followed */
  joinMs: 5,
  /** of the calls of the API */
  batchShare: 0.003,
  batchMs: 500,
  /** devices, and tests of webhooks: of the calls of the API; mostly waiting for a receiver */
  deviceShare: 0.005,
  deviceMs: 200,
  /** of the operator's view: of the calls of the API; it reads 24 hours and eight queues at once */
  operatorShare: 0.005,
  operatorMs: 150,
  /** its levels are chosen so that it fires about so often */
  canaryFireMs: 600_000,
  /** two lists of alerts and one of them, prices and clock, four hours of candles */
  readUnitsACanaryRun: 8,
  /** of the API's calls: an open page gets its prices by the socket, and reads candles */
  openReadShare: 0.3,
  writeShare: 0.14,
  previewShare: 0.06,
  /** of a rule of one condition, over 30 days */
  previewMs: 400,
  /** as of a list of 20 coins: a consistent scan of their rows, and three small items */
  apiReadUnits: 3,
  readUnitsAMail: 22,
  /** of an answer, with its headers */
  apiAnswerBytes: 5_000,
  /** with an empty cache; later visits load what has changed */
  pageViewsADay: 20,
  filesAPageView: 20,
  bytesAPageView: 250_000,
  /** this version of the page and the one before */
  pageGb: 0.002,
  deploysAMonth: 4,
  publishMs: 3_000,
  /** sent to the exchange: few requests, but an acknowledgement for every second packet of its streams */
  taskSentGb: 3,
  /** writes of an alert a day without a fire: arming, a hold that begins and breaks, a crossing that waits for its other side */
  movesAnAlertAndDay: 5,
  /** a line each of its fire, its dispatch and its delivery; Lambda itself logs no call that goes well */
  logBytesADelivery: 1_800,
  logBytesALine: 1_500,
  accessLogBytes: 450,
  /** CloudWatch keeps logs compressed */
  keptShareOfLogs: 0.2,
  /** Lambda's long polls at once, twenty seconds each, on an empty queue too */
  pollersOfAQueue: 5,
  pollMs: 20_000,
  /** a job is sent, received and deleted */
  requestsAJob: 3,
  /** all tables; twenty coins have some 0.3 GB of candles after a year */
  storedGb: 1,
  /** in the bootstrap bucket: 3 MB for each version that was deployed */
  bundlesGb: 0.06,
  alarmMails: 20,
  /** Kinesis asks for the key of the stream about so often */
  keyRequestsAShardHour: 24,
};

/**
 * Bytes of gzipped items, measured with 20 and 100 coins at made-up prices, and over an hour. `anItem` is the fixed part.
 * `unwatchedACoin` is that of a coin with two intervals; with ten, the most that are listed, it is 140.
 */
export const GZIPPED = {
  pricesACoin: 180,
  checkpointACoin: 37,
  unwatchedACoin: 20,
  sparkACoin: 95,
  anItem: 250,
  catalogue: 40_000,
};

/**
 * Write units of each kind of write: the item, the index entries that change with it, all twice in a transaction (docs/scale.md), each
 * rounded up. Fires are counted for mutes from an alert's second one in an hour on, which is not usual: one unit a batch. A request that
 * changes something is counted once, a preview before and after. The change itself is an alert with its entry in an index and in
 * the owner's, the coin's row, the two items that count what the person uses, and an entry of the history. A delivery is claimed, recorded and reported twice
 * by SES (four units each, with the owner's index); it waits for its mail, a wake-up is sent and arrives, and the mail is sent and logged.
 */
export const WRITE_UNITS = {
  move: 3,
  fire: 4,
  trigger: 3,
  delivery: 22,
  countedWrite: 1,
  change: 16,
  countedPreview: 2,
  /** it arms by a transaction (alert, two entries of the index, the owner's, the coin's row), moves once as it arms, fires, and its times are kept */
  canaryFire: 20,
  /** the hour so far, on average over the hour: 1.5 at BTCUSDT's prices (0.2 KB after the first minute, 1.7 KB after the last), 1.3 at 3.1234, 1.1 at 0.00001234 */
  candleHour: 1.3,
  /** a coin's day: 41 units of minutes, two for each of the 24 hours that are deleted then, five of 15 minutes, its hours and its year */
  candleDay: 100,
};
