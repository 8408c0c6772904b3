import type { AlertView } from '../../contract/alert-view.ts';
import { findMetric, type Metric } from '../../domain/metrics/metric.ts';
import { type AlertStatus, isAlertStatus } from './alert-statuses.ts';

/** - `distance`: closest to firing first. - `fired`: what fired last first. - `created`: newest first. */
export const ALERT_SORTS = ['distance', 'fired', 'created'] as const;
export type AlertSort = (typeof ALERT_SORTS)[number];

/** What the list shows, and in which order. The address keeps it. */
export interface AlertFilter {
  readonly coin: string | null;
  readonly status: AlertStatus | null;
  readonly metric: Metric | null;
  /** in the name, the note or the symbol, whatever the case; '' for any */
  readonly text: string;
  readonly sort: AlertSort;
}

export const NO_FILTER: AlertFilter = { coin: null, status: null, metric: null, text: '', sort: 'distance' };

/** What is unknown in an address counts as not given. */
export function readAlertFilter(query: URLSearchParams): AlertFilter {
  const [status, sort] = [query.get('status'), query.get('sort')];
  return {
    coin: query.get('coin')?.toUpperCase() || null,
    status: isAlertStatus(status) ? status : null,
    metric: findMetric(query.get('metric') ?? '')?.name ?? null,
    text: query.get('text') ?? '',
    sort: ALERT_SORTS.find((known) => known === sort) ?? NO_FILTER.sort,
  };
}

/** The parts of the address that say the filter; null where nothing needs to be said. */
export function writeAlertFilter({ coin, status, metric, text, sort }: AlertFilter): Record<string, string | null> {
  return { coin, status, metric, text: text === '' ? null : text, sort: sort === NO_FILTER.sort ? null : sort };
}

export function isFiltered({ coin, status, metric, text }: AlertFilter): boolean {
  return coin !== null || status !== null || metric !== null || text !== '';
}

export function keepsAlert({ coin, status, metric, text }: AlertFilter): (alert: AlertView) => boolean {
  const sought = folded(text.trim());
  return (alert) => {
    if (coin !== null && alert.symbol !== coin) return false;
    if (status !== null && alert.status !== status) return false;
    if (metric !== null && !conditionsOfView(alert).some((it) => it.metric === metric)) return false;
    return [alert.name, alert.note, alert.symbol].some((it) => it !== null && folded(it).includes(sought));
  };
}

/** At least one, unless the stored rule can't be read. */
export function conditionsOfView({ condition, all }: Pick<AlertView, 'condition' | 'all'>) {
  return all ?? (condition ? [condition] : []);
}

/** The same for texts that differ in case alone, or in how an accent is encoded. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
