import type { JudgedAlert } from '../alerts/alert.ts';
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

/** Rule and state of the alert after the change. Only a fire can change the rule. */
export function outcomeOf({ entry, change }: Pick<Verdict, 'entry' | 'change'>): Pick<JudgedAlert, 'rule' | 'state'> {
  return { rule: change.decision === 'fire' ? change.rule : entry.rule, state: change.state };
}
