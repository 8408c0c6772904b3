import type { Outage, OutageCause } from '../../domain/market/outage.ts';
import type { WallClock } from '../format/wall-clock.ts';
import type { NoticeRow } from './notice-text.ts';

interface OutageWords {
  /** after the coin's name; an instant follows */
  readonly hasBeen: string;
  /** before how long it lasted */
  readonly was: string;
  /** what it means for alerts on the coin */
  readonly meaning: string;
}

const GONE = 'Your alerts on it stay as they are, and can not fire until it is.';

export const OUTAGE_WORDS: Readonly<Record<OutageCause, OutageWords>> = {
  unseen: {
    hasBeen: 'has not been seen since',
    was: 'not seen for',
    meaning: 'Its alerts can not fire until it is seen again; what is missed is filled in then.',
  },
  halted: {
    hasBeen: 'has been halted by the exchange since',
    was: 'halted for',
    meaning: `You will be notified when it is traded again. ${GONE}`,
  },
  delisted: {
    hasBeen: 'has been delisted by the exchange, and not seen since',
    was: 'delisted for',
    meaning: `You will be notified should it ever be traded again. ${GONE}`,
  },
  rejected: {
    hasBeen: 'is refused by the exchange, and has not been seen since',
    was: 'refused by the exchange for',
    meaning: `You will be notified when the exchange sends it. ${GONE}`,
  },
};

/** A coin's name and since when it has not been seen: `BTCUSDT has been halted by the exchange since 13:00:00 +01:00`. */
export function outageTitle(
  { symbol, outage }: { symbol: string; outage: Outage },
  formatInstant: (instant: number) => string,
): string {
  return `${symbol} ${OUTAGE_WORDS[outage.cause].hasBeen} ${formatInstant(outage.since)}`;
}

/** The rows of a coin that is not seen now. */
export function outageRows({ since, before }: Outage, clock: WallClock): NoticeRow[] {
  return [
    { name: 'Not seen since', lines: clock.proof(since) },
    ...(before ? [tradeRow('Last trade seen', before, clock)] : []),
  ];
}

/** What can't happen meanwhile, and the last trade: `alerts on it can't fire · last trade seen 12`. */
export function outageSummary(consequence: string, { before }: Outage): string {
  return [consequence, ...(before ? [`last trade seen ${before.tradeId}`] : [])].join(' · ');
}

export function tradeRow(
  name: string,
  { tradeId, time }: { tradeId: number; time: number },
  clock: WallClock,
): NoticeRow {
  return { name, lines: [`trade ${tradeId}`, ...clock.proof(time)] };
}

/** The outage in a webhook's event. */
export function outageData({ symbol, outage }: { symbol: string; outage: Outage }) {
  const { since, cause, endedAt, before, rechecked } = outage;
  const trade = (it: typeof before) => it && { tradeId: it.tradeId, time: new Date(it.time).toISOString() };
  return {
    symbol,
    cause,
    since: new Date(since).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    before: trade(before),
    rechecked: trade(rechecked),
  };
}
