import { EVERY_MS, GUESSES, GZIPPED, type Load, SIZES, WRITE_UNITS } from './load.ts';
import { PRICES, type Price } from './prices.ts';

const HOURS = 730;
const SECONDS = HOURS * 3_600;
const DAYS = HOURS / 24;
const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;
const GB = 1_000_000_000;
const KINESIS_KEY_REQUESTS_AN_HOUR = 24;

export interface BillLine {
  readonly about: string;
  /** what it is for */
  readonly because: string;
  /** the same at any load */
  readonly fixed: boolean;
  readonly listUsd: number;
  /** after the monthly free allowance */
  readonly usd: number;
}

type Usage = readonly [price: Price, units: number];

function line(about: string, because: string, usages: readonly Usage[]): BillLine {
  const cost = ({ usd, per, free = 0 }: Price, units: number, withFree: boolean) =>
    (Math.max(0, units - (withFree ? free : 0)) * usd) / per;
  const sum = (withFree: boolean) => usages.reduce((total, [price, units]) => total + cost(price, units, withFree), 0);
  return { about, because, fixed: false, listUsd: sum(false), usd: sum(true) };
}

const timesAMonth = (everyMs: number) => (SECONDS * 1_000) / everyMs;
const unitsOf = (bytes: number, unit: number) => Math.ceil((GZIPPED.anItem + bytes) / unit);

/** Every line of the bill. No two lines share a free allowance. */
export function monthlyBill(load: Load): BillLine[] {
  return [...fixedCosts(load), ...costsPerCoin(load), ...costsPerUse(load)];
}

function fixedCosts({ ingestTasks, tickShards }: Load): BillLine[] {
  const task = [
    [PRICES.fargateCpuHour, ingestTasks * SIZES.taskCpu * HOURS],
    [PRICES.fargateGbHour, ingestTasks * SIZES.taskGb * HOURS],
  ] as const;
  return [
    line('Ingest task', `Fargate, arm64, ${SIZES.taskCpu} vCPU, ${SIZES.taskGb} GB`, task),
    line('Its public address', 'instead of a NAT gateway', [[PRICES.publicAddressHour, ingestTasks * HOURS]]),
    line('Ticks stream', `${tickShards} Kinesis shard(s)`, [[PRICES.kinesisShardHour, tickShards * HOURS]]),
  ].map((one) => ({ ...one, fixed: true }));
}

function costsPerCoin({ coins, tickShards }: Load): BillLine[] {
  const ticks = coins * GUESSES.ticksACoinSecond * SECONDS;
  const prices = timesAMonth(EVERY_MS.pricesSnapshot) * unitsOf(coins * GZIPPED.pricesACoin, WRITE_UNIT_BYTES);
  const lease = timesAMonth(EVERY_MS.leaseRenewal) * unitsOf(coins * GZIPPED.checkpointACoin, WRITE_UNIT_BYTES);
  const candles = coins * timesAMonth(EVERY_MS.candleRound) * (GZIPPED.hourOnAverage / WRITE_UNIT_BYTES);
  const judged = tickShards * timesAMonth(EVERY_MS.judgingReport);
  const catalogue = timesAMonth(EVERY_MS.catalogue) * unitsOf(GZIPPED.catalogue, WRITE_UNIT_BYTES);
  const lists = timesAMonth(EVERY_MS.unwatchedList);
  const listUnits = unitsOf(coins * GZIPPED.unwatchedACoin, WRITE_UNIT_BYTES);
  const polls = timesAMonth(EVERY_MS.coinStreamPoll) * GUESSES.coinStreamShards;
  const rereads = timesAMonth(EVERY_MS.coinTableRead) * unitsOf(coins * GZIPPED.pricesACoin, READ_UNIT_BYTES);
  const key = HOURS * KINESIS_KEY_REQUESTS_AN_HOUR * tickShards;
  return [
    line('Ticks', `${millions(ticks)} records`, [[PRICES.kinesisPutUnit, ticks]]),
    line('Prices of all coins', 'one gzipped item, every 3 s', [[PRICES.dynamoWriteUnit, prices]]),
    line('Lease and checkpoint', 'one gzipped item, every 3 s', [[PRICES.dynamoWriteUnit, lease]]),
    line('Candles', "each coin's hour, every minute", [[PRICES.dynamoWriteUnit, candles]]),
    line('How far ticks are judged', 'a row a shard, every 45 s', [[PRICES.dynamoWriteUnit, judged]]),
    line('List of unwatched intervals', 'one gzipped item, and a read of each coin, every 15 min', [
      [PRICES.dynamoWriteUnit, lists * listUnits],
      [PRICES.dynamoReadUnit, lists * coins],
    ]),
    line('Catalogue', 'one gzipped item, every 10 min', [[PRICES.dynamoWriteUnit, catalogue]]),
    line('Watching for coins and alerts', `${millions(polls)} reads of a table's stream`, [
      [PRICES.dynamoStreamRead, polls],
      [PRICES.dynamoReadUnit, rereads],
    ]),
    line('Key of the stream', 'KMS, a key of AWS', [[PRICES.kmsRequest, key]]),
  ];
}

function costsPerUse(load: Load): BillLine[] {
  const calls = callsOf(load);
  const fires = load.mailsADay * DAYS;
  const { move, fire, trigger, delivery, countedWrite, change, countedPreview } = WRITE_UNITS;
  const moves = load.alerts * GUESSES.movesAnAlertAndDay * DAYS;
  const counted = calls.api * (GUESSES.writeShare * (countedWrite + change) + GUESSES.previewShare * countedPreview);
  const writes = moves * move + fires * (fire + trigger + delivery) + counted;
  const logs = (calls.all * GUESSES.logBytesACall + timesAMonth(EVERY_MS.logLine) * GUESSES.logBytesALine) / GB;
  const waits = load.workQueues * GUESSES.pollersOfAQueue * (SECONDS / 20) + fires * 3;
  return [
    line('Functions', `${millions(calls.all)} calls, most by the ticks`, [
      [PRICES.lambdaRequest, calls.all],
      [PRICES.lambdaGbSecond, calls.gbSeconds],
    ]),
    line('Alerts, triggers, deliveries', `${millions(writes)} write units`, [
      [PRICES.dynamoWriteUnit, writes],
      [PRICES.dynamoReadUnit, calls.api * GUESSES.apiReadUnits + fires * 22],
      [PRICES.dynamoGbMonth, 1],
    ]),
    line('Mails', `${Math.round(fires)}`, [[PRICES.sesMail, fires]]),
    line('Queues', `waiting for jobs, ${load.workQueues} of them`, [[PRICES.sqsRequest, waits]]),
    line('HTTP API', `${Math.round(calls.api)} calls`, [[PRICES.apiRequest, calls.api]]),
    line('Logs', `${logs.toFixed(1)} GB`, [[PRICES.logGb, logs]]),
    line('Alarms and metrics', `${load.alarmedMetrics} and ${SIZES.metrics}`, [
      [PRICES.alarm, load.alarmedMetrics],
      [PRICES.metric, SIZES.metrics],
    ]),
  ];
}

function callsOf({ mailsADay, apiCallsADay, tickShards }: Load) {
  const evaluate = tickShards * SECONDS;
  const messages = mailsADay * DAYS;
  const api = apiCallsADay * DAYS;
  const evaluated = evaluate * GUESSES.evaluateMs * SIZES.evaluateGb;
  const delivered = messages * (GUESSES.dispatchMs + GUESSES.deliverMs) * SIZES.evaluateGb;
  const answered = api * GUESSES.apiMs * SIZES.apiGb;
  const previewed = api * GUESSES.previewShare * GUESSES.previewMs * SIZES.previewGb;
  return { api, all: evaluate + 2 * messages + api, gbSeconds: (evaluated + delivered + answered + previewed) / 1_000 };
}

function millions(count: number): string {
  return `${(count / 1_000_000).toFixed(1)} million`;
}
