import { EVERY_MS, GUESSES, GZIPPED, WRITE_UNITS } from '../assumptions.ts';
import { type BillLine, type BillPart, DAYS, HOURS, readUnits, timesAMonth, writeUnits } from '../bill-line.ts';
import type { Load } from '../load.ts';

/** Of an item of up to 4 KB, where a value that is a second old will do. */
const EVENTUAL_READ_UNITS = 0.5;
/** At the end of an hour coins close it within some seconds of each other; at a start, histories are filled. */
const SPARK_WRITES_AN_HOUR = 3;

/** What is known of the market: tables `market` and `candles`, and the rows of `coins`. */
export const marketLines: BillPart = (load) => [
  ...marketTable(load),
  {
    about: 'Candles: each coin’s hour, every minute',
    price: 'dynamoWriteUnit',
    quantity: load.coins * timesAMonth(EVERY_MS.candleRound) * WRITE_UNITS.candleHour,
  },
  {
    about: 'Candles: each coin’s day, when it is over',
    price: 'dynamoWriteUnit',
    quantity: load.coins * DAYS * WRITE_UNITS.candleDay,
  },
  {
    about: 'Watching for coins and alerts: the stream of `coins`',
    price: 'dynamoStreamRead',
    quantity: streamReads(load) * GUESSES.onDemandShards,
  },
  {
    about: 'Watching for coins and alerts: the table, every minute',
    price: 'dynamoReadUnit',
    quantity: timesAMonth(EVERY_MS.coinTableRead) * readUnits(GZIPPED.anItem + load.coins * GZIPPED.pricesACoin),
  },
];

/** Each write on demand; or the capacity that is provisioned for all of them. */
function marketTable(load: Load): BillLine[] {
  if (load.marketWriteUnits === 0) {
    return [
      ...marketWrites(load).map(({ about, units }) => ({ about, price: 'dynamoWriteUnit' as const, quantity: units })),
      { about: 'Unwatched intervals, read again', price: 'dynamoReadUnit', quantity: marketReads(load) },
      {
        about: 'Watching for coins and alerts: whether any has changed, every second',
        price: 'dynamoReadUnit',
        quantity: timesAMonth(EVERY_MS.coinMarkerRead) * EVENTUAL_READ_UNITS,
      },
      {
        about: 'Watching for viewers, every three seconds',
        price: 'dynamoReadUnit',
        quantity: timesAMonth(EVERY_MS.audienceRead) * EVENTUAL_READ_UNITS,
      },
    ];
  }
  const { marketWriteUnits, marketReadUnits } = load;
  return [
    {
      about: `Table \`market\`: ${marketWriteUnits} writes a second`,
      price: 'dynamoWriteCapacityHour',
      quantity: marketWriteUnits * HOURS,
    },
    {
      about: `Table \`market\`: ${marketReadUnits} reads a second`,
      price: 'dynamoReadCapacityHour',
      quantity: marketReadUnits * HOURS,
    },
  ];
}

/** All writes of table `market`, in write units a month. */
export function marketWrites({
  coins,
  tickShards,
}: Pick<Load, 'coins' | 'tickShards'>): { readonly about: string; readonly units: number }[] {
  const written = (everyMs: number, bytes: number) => timesAMonth(everyMs) * writeUnits(GZIPPED.anItem + bytes);
  return [
    { about: 'Prices of all coins, every 3 s', units: written(EVERY_MS.pricesSnapshot, coins * GZIPPED.pricesACoin) },
    {
      about: 'Lease and checkpoint, every 3 s',
      units: written(EVERY_MS.leaseRenewal, coins * GZIPPED.checkpointACoin),
    },
    { about: 'Clock offset, every minute', units: written(EVERY_MS.clockOffset, 0) },
    { about: 'How far each shard is judged, every 45 s', units: tickShards * written(EVERY_MS.judgingReport, 0) },
    { about: 'Catalogue, every 10 min', units: written(EVERY_MS.catalogue, GZIPPED.catalogue) },
    {
      about: 'Unwatched intervals, every 15 min',
      units: written(EVERY_MS.unwatchedList, coins * GZIPPED.unwatchedACoin),
    },
    {
      about: 'Closes of the last hours, every hour',
      units: SPARK_WRITES_AN_HOUR * written(EVERY_MS.sparks, coins * GZIPPED.sparkACoin),
    },
  ];
}

/** Of each shard. */
function streamReads({ apiCallsADay }: Load): number {
  const changes = apiCallsADay * DAYS * GUESSES.writeShare;
  return timesAMonth(EVERY_MS.coinStreamPoll) + changes * GUESSES.readsAChange;
}

function marketReads({ coins }: Load): number {
  return timesAMonth(EVERY_MS.unwatchedList) * coins;
}
