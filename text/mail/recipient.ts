/** What the words around a chart are made of. Times in ms, prices as decimals; `cid` names the image in the mail. */
export interface ChartLabels {
  readonly cid: string;
  /** of the image as it is shown, CSS pixels */
  readonly width: number;
  readonly height: number;
  readonly low: string;
  readonly high: string;
  readonly from: number;
  readonly to: number;
  /** the level is a line in it */
  readonly hasLevel: boolean;
}

/** What a mail must know of the one who reads it. */
export interface Recipient {
  /** an IANA name */
  readonly timeZone: string;
  /** decimals of the coin's prices, from the exchange's tick size; null when not known: as printed */
  readonly decimalsOf: (symbol: string) => number | null;
  /** addresses of the signed pages: of each alert by its id, and the one that stops all mails */
  readonly links: { readonly alerts: ReadonlyMap<string, string>; readonly unsubscribe: string };
  /** an earlier attempt is uncertain: this mail may be the second */
  readonly isRepeat: boolean;
  /** of the only trigger; null in lists and where no candles are known */
  readonly chart: ChartLabels | null;
}
