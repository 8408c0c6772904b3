/** The chart's image and what the labels around it say. Times in ms, prices as decimals. */
export interface ChartLabels {
  /** names the image in the mail */
  readonly cid: string;
  /** of the image as it is shown, CSS pixels */
  readonly width: number;
  readonly height: number;
  readonly low: string;
  readonly high: string;
  readonly from: number;
  readonly to: number;
  /** the alert's level is a line in the chart */
  readonly hasLevel: boolean;
}

/** The person who reads the mail, and what their mail needs besides the messages. */
export interface Recipient {
  /** an IANA name */
  readonly timeZone: string;
  /** decimals of the coin's prices, from the exchange's tick size; null when unknown: print prices as they are */
  readonly decimalsOf: (symbol: string) => number | null;
  /** addresses of the signed pages: of each alert by its id, and of the page that stops all mails */
  readonly links: { readonly alerts: ReadonlyMap<string, string>; readonly unsubscribe: string };
  /** an earlier attempt is uncertain: this mail may be the second */
  readonly isRepeat: boolean;
  /** for a mail with one trigger; null in lists and where no candles are known */
  readonly chart: ChartLabels | null;
}
