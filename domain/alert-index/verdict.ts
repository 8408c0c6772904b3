import type { Judgement } from '../alerts/judgement.ts';
import type { MarketEvent } from '../metrics/market-event.ts';
import type { PageEntry } from './index-page.ts';

export type Change = Exclude<Judgement, { decision: 'stay' }>;

/** What `event` does to one alert. Verdicts of one step are independent of each other. */
export interface Verdict {
  readonly entry: PageEntry;
  readonly event: MarketEvent;
  readonly change: Change;
}
