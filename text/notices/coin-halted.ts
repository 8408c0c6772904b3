import type { ContentOf, NoticeText } from './notice-text.ts';
import { OUTAGE_WORDS, outageData, outageRows, outageSummary, outageTitle } from './outage-facts.ts';

export const coinHalted: NoticeText<ContentOf<'coin-halted'>> = {
  title: outageTitle,
  details: ({ outage }, { clock }) => ({
    tone: 'warning',
    kicker: 'Coin not traded',
    paragraphs: [
      OUTAGE_WORDS[outage.cause].meaning,
      'If its price is near where it was then, your alerts go on from there: a level that was jumped over is crossed. If it comes back somewhere else altogether, it may be another coin under the same name: then they are paused, and you are notified.',
    ],
    rows: outageRows(outage, clock),
    summary: outageSummary("alerts on it can't fire", outage),
  }),
  chatLines: ({ outage }) => [OUTAGE_WORDS[outage.cause].meaning],
  event: (content) => ({ type: 'coin.halted', data: outageData(content) }),
};
