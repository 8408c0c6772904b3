/** How a form offers a metric, in words of a sentence: `volume` over `5m`, `RSI` on `1h` candles, `distance from its average` of `200` `1d` candles. */
export interface MetricChoice {
  /** the heading under which it stands; headings come in the order of the list of families */
  readonly group: string;
  /** what is measured; families that share it differ in their length */
  readonly word: string;
  /** of how many candles, where families that share a word differ in it */
  readonly length?: string;
  /** levels that people begin with, below and above; null: every coin has others */
  readonly levels: { readonly low: string; readonly high: string } | null;
}

/** How the window is offered beside the word: `over 5m`, `on 1h candles`. */
export interface WindowChoice {
  /** what the field is called */
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** one of the family's windows, with which a new condition begins */
  readonly usual: string;
}

export interface WindowedChoice extends MetricChoice {
  readonly window: WindowChoice;
}

/** `over 5m`: a length of time that ends now. */
export function overTime(usual: string): WindowChoice {
  return { label: 'Window', before: 'over', after: '', usual };
}

/** `on 1h candles` */
export function onCandles(usual: string): WindowChoice {
  return { label: 'Candles', before: 'on', after: 'candles', usual };
}

/** `of 200 1d candles`: after a length */
export function ofCandles(usual: string): WindowChoice {
  return { ...onCandles(usual), before: '' };
}
