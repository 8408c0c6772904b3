import { EVERY_MS, GUESSES, WRITE_UNITS } from '../assumptions.ts';
import { type BillPart, DAYS, SECONDS, timesAMonth } from '../bill-line.ts';
import { type Load, SIZES } from '../load.ts';
import { ticksASecond } from './tick-lines.ts';

const BATCH = 100;
const HOUR_S = 3_600;
const GB = 1_000_000_000;

export interface Calls {
  /** a month */
  readonly calls: number;
  readonly ms: number;
  /** of memory */
  readonly gb: number;
}

/** Its fire, and its next arming, since it has fired before. */
const CALLS_A_CANARY_FIRE = 2;

/** a month */
export function canaryFires(): number {
  return timesAMonth(GUESSES.canaryFireMs);
}

/** What each function does in a month, by its name in the template. A test compares the names. */
export function callsOf(load: Load): Readonly<Record<string, Calls>> {
  const mails = load.mailsADay * DAYS;
  const moves = load.alerts * GUESSES.movesAnAlertAndDay * DAYS;
  const api = load.apiCallsADay * DAYS;
  const previews = api * GUESSES.previewShare;
  const openReads = api * GUESSES.openReadShare;
  const batches = api * GUESSES.batchShare;
  const devices = api * GUESSES.deviceShare;
  const operator = api * GUESSES.operatorShare;
  const half = SIZES.functionGb;
  return {
    EvaluateTicks: { calls: evaluations(load), ms: GUESSES.evaluateMs, gb: half },
    DispatchMessages: { calls: mails + moves + canaryFires() * CALLS_A_CANARY_FIRE, ms: GUESSES.dispatchMs, gb: half },
    NotifyOutages: { calls: GUESSES.outageCalls, ms: GUESSES.dispatchMs, gb: half },
    SendMails: { calls: mails * GUESSES.sendCallsAMail, ms: GUESSES.sendMs, gb: half },
    RecordMailEvents: { calls: mails * GUESSES.eventsAMail, ms: GUESSES.eventMs, gb: half },
    CallWebhooks: { calls: load.webhookCallsADay * DAYS, ms: GUESSES.sendMs, gb: half },
    Api: { calls: api - previews - openReads - batches - devices - operator, ms: GUESSES.apiMs, gb: SIZES.apiGb },
    Batches: { calls: batches, ms: GUESSES.batchMs, gb: SIZES.apiGb },
    Devices: { calls: devices, ms: GUESSES.deviceMs, gb: half },
    Operator: { calls: operator, ms: GUESSES.operatorMs, gb: half },
    Market: { calls: openReads, ms: GUESSES.apiMs, gb: SIZES.apiGb },
    // each change of an alert changes its coin's row
    JoinGroups: { calls: api * GUESSES.writeShare, ms: GUESSES.joinMs, gb: half },
    PublishPage: { calls: GUESSES.deploysAMonth, ms: GUESSES.publishMs, gb: half },
    RunCanary: { calls: timesAMonth(EVERY_MS.canaryRun), ms: GUESSES.canaryMs, gb: half },
    // the ticks of a second are one batch, and each shard has its own
    PushPrices: { calls: load.tickShards * framesAMonth(load), ms: GUESSES.pushMs, gb: half },
    LiveSocket: { calls: viewerHours(load) * GUESSES.socketMessagesAnHour, ms: GUESSES.socketMs, gb: half },
    Preview: { calls: previews, ms: GUESSES.previewMs, gb: SIZES.previewGb },
  };
}

/** Of one viewer after the other: a frame a second. */
export function framesAMonth(load: Pick<Load, 'viewerHoursADay'>): number {
  return viewerHours(load) * HOUR_S;
}

/** A month. */
export function viewerHours({ viewerHoursADay }: Pick<Load, 'viewerHoursADay'>): number {
  return viewerHoursADay * DAYS;
}

/** Lambda polls each shard once a second, and at once again while there are more ticks than a batch holds. */
function evaluations({ coins, tickShards }: Load): number {
  const batchesASecond = ticksASecond({ coins }) / tickShards / BATCH;
  return tickShards * SECONDS * Math.max(1, batchesASecond);
}

/** The functions, and who calls the API. */
export const callLines: BillPart = (load) => {
  const api = load.apiCallsADay * DAYS;
  const { countedWrite, change, countedPreview } = WRITE_UNITS;
  const { EvaluateTicks, ...others } = callsOf(load);
  return [
    ...functionLines('`evaluate-ticks`', EvaluateTicks ? [EvaluateTicks] : []),
    ...functionLines('The other functions', Object.values(others)),
    { about: 'HTTP API', price: 'apiRequest', quantity: api },
    { about: 'HTTP API: answers', price: 'dataOutGb', quantity: (api * GUESSES.apiAnswerBytes) / GB },
    { about: 'HTTP API: what it reads', price: 'dynamoReadUnit', quantity: api * GUESSES.apiReadUnits },
    {
      about: 'HTTP API: what it changes',
      price: 'dynamoWriteUnit',
      quantity: api * (GUESSES.writeShare * (countedWrite + change) + GUESSES.previewShare * countedPreview),
    },
    { about: 'People who sign in', price: 'activePerson', quantity: load.people },
  ];
};

function functionLines(who: string, all: readonly Calls[]) {
  const sum = (amountOf: (one: Calls) => number) => all.reduce((soFar, one) => soFar + amountOf(one), 0);
  return [
    { about: `${who}: calls`, price: 'lambdaRequest' as const, quantity: sum(({ calls }) => calls) },
    {
      about: `${who}: time`,
      price: 'lambdaGbSecond' as const,
      quantity: sum(({ calls, ms, gb }) => (calls * ms * gb) / 1_000),
    },
  ];
}
