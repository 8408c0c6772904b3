import { type PreviewView, viewPreview } from '../../contract/preview-view.ts';
import type { Candle } from '../../domain/market/candle.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import { type Preview, previewAlert } from '../../domain/preview/preview.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { explainPreview } from '../../text/explain/explain-preview.ts';

export const PREVIEW_FROM = Date.UTC(2026, 0, 5, 12);

/** One minute at one price, or from one to the other; number 0 is the first of a preview. */
export function buildMinute(index: number, open: number, close = open): Candle {
  const [low, high] = open < close ? [open, close] : [close, open];
  return {
    start: PREVIEW_FROM + index * MINUTE_MS,
    ...{ open: String(open), high: String(high), low: String(low), close: String(close) },
    ...{ volume: 10, quoteVolume: 1_000, trades: 4 },
  };
}

export function preview(rule: Rule, candles: readonly Candle[], minutes: number, mayGoOn = () => true): Preview {
  const to = PREVIEW_FROM + minutes * MINUTE_MS;
  return previewAlert({
    symbol: 'BTCUSDT',
    feed: 'binance',
    rule,
    from: PREVIEW_FROM,
    to,
    candles,
    longer: {},
    mayGoOn,
  });
}

/** As the API answers it. */
export function previewView(rule: Rule, candles: readonly Candle[], minutes: number): PreviewView {
  const found = preview(rule, candles, minutes);
  const explanation = explainPreview(found, { symbol: 'BTCUSDT', quote: 'USDT', rule });
  return viewPreview(found, { symbol: 'BTCUSDT', explanation });
}
