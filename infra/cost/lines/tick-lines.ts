import { GUESSES } from '../assumptions.ts';
import { type BillPart, HOURS, SECONDS } from '../bill-line.ts';
import type { Load } from '../load.ts';

const DAY_HOURS = 24;

/** Ticks a second, of all coins. */
export function ticksASecond({ coins }: Pick<Load, 'coins'>): number {
  return coins * GUESSES.ticksACoinSecond;
}

/** From the ingest task to evaluate-ticks. */
export const tickLines: BillPart = (load) => [
  { about: 'Ticks stream', price: 'kinesisShardHour', quantity: load.tickShards * HOURS },
  ...(load.tickRetentionHours > DAY_HOURS
    ? [
        {
          about: 'Ticks stream, kept for longer than a day',
          price: 'kinesisRetentionHour' as const,
          quantity: load.tickShards * HOURS,
        },
      ]
    : []),
  { about: 'Ticks', price: 'kinesisPutUnit', quantity: ticksASecond(load) * SECONDS },
  {
    about: 'Key of the ticks stream, one of AWS',
    price: 'kmsRequest',
    quantity: load.tickShards * HOURS * GUESSES.keyRequestsAShardHour,
  },
];
