import type { Outage } from '../../domain/market/outage.ts';
import { formatSpan } from '../format/format-span.ts';
import { formatUtc } from '../format/wall-clock.ts';
import type { ContentOf, NoticeText } from './notice-text.ts';
import { OUTAGE_WORDS, outageData, tradeRow } from './outage-facts.ts';

export const coinBack: NoticeText<ContentOf<'coin-back'>> = {
  title: ({ symbol }) => `${symbol} is seen again`,
  details: ({ outage }, { clock }) => {
    const { since, endedAt, before, rechecked, cause } = outage;
    const was = `${OUTAGE_WORDS[cause].was} ${endedAt === null ? 'a while' : formatSpan(endedAt - since)}`;
    return {
      tone: 'plain',
      kicker: 'Coin seen again',
      paragraphs: [`It was ${was}. ${formatRechecked(outage)}`],
      rows: [
        { name: 'Not seen from', lines: clock.proof(since) },
        ...(endedAt === null ? [] : [{ name: 'Seen again', lines: clock.proof(endedAt) }]),
        ...(before ? [tradeRow('Last trade before', before, clock)] : []),
        ...(rechecked ? [tradeRow('Re-checked up to', rechecked, clock)] : []),
      ],
      summary: `${was} · ${formatRechecked(outage)}`,
    };
  },
  chatLines: ({ symbol, outage }) => {
    const { since, endedAt, rechecked } = outage;
    const until = endedAt === null ? '' : ` until ${formatUtc(endedAt)}`;
    const judged = rechecked
      ? `Of the trades up to ${rechecked.tradeId}, of ${formatUtc(rechecked.time)}, those that the exchange still had have been judged; any others are under “unwatched” in GET /api/coins/${symbol}.`
      : 'What was missed could not be judged.';
    return [`Not seen from ${formatUtc(since)}${until}.`, judged];
  },
  event: (content) => ({ type: 'coin.back', data: outageData(content) }),
};

/** The outage does not know which intervals stay unwatched, so no sentence claims that every trade was judged. */
function formatRechecked({ symbol, before, rechecked }: Outage): string {
  if (!rechecked) return 'No trade of that time has been re-checked.';
  if (before && rechecked.tradeId <= before.tradeId) return 'Nothing was traded in that time.';
  const missed = before ? `${before.tradeId + 1} to ${rechecked.tradeId}` : `up to ${rechecked.tradeId}`;
  return `Of the trades ${missed}, those that the exchange still had have been re-checked against your alerts; any others are under “unwatched” in GET /api/coins/${symbol}.`;
}
