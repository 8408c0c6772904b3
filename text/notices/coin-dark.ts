import type { ContentOf, NoticeText } from './notice-text.ts';
import { OUTAGE_WORDS, outageData, outageRows, outageSummary, outageTitle } from './outage-facts.ts';

export const coinDark: NoticeText<ContentOf<'coin-dark'>> = {
  title: outageTitle,
  details: ({ symbol, outage }, { clock }) => ({
    tone: 'warning',
    kicker: 'Coin not seen',
    paragraphs: [
      `No prices of ${symbol} arrive at the moment, so your alerts on it can't fire.`,
      'When they arrive again, the trades that were missed are fetched and judged one by one, in their order: an alert whose level was crossed in between still fires, only later. You will be notified how far that went.',
    ],
    rows: outageRows(outage, clock),
    summary: outageSummary("alerts on it can't fire until it is seen again", outage),
  }),
  chatLines: ({ outage }) => [OUTAGE_WORDS[outage.cause].meaning],
  event: (content) => ({ type: 'coin.dark', data: outageData(content) }),
};
