import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import { checkIfMatch } from '../alerts/answer-alert.ts';
import { findAlert } from '../alerts/find-alert.ts';
import { noContent } from '../http/answer.ts';
import { unavailable } from '../http/problem.ts';
import { MAX_WRITE_ATTEMPTS } from '../max-write-attempts.ts';
import type { SignedInHandler } from '../route-request.ts';

export interface AlertDeletion {
  readonly alerts: Pick<AlertTable, 'get' | 'remove'>;
  readonly coins: Pick<CoinTable, 'bookChange'>;
  /** own clock, ms */
  readonly now: () => number;
}

/** `DELETE /api/alerts/{id}`. Its triggers stay in the person's log. */
export function deleteAlert({ alerts, coins, now }: AlertDeletion): SignedInHandler {
  return async (request, caller) => {
    for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
      const alert = await findAlert(alerts, request, caller);
      checkIfMatch(request, alert.version);
      const change = { symbol: alert.symbol, now: now(), series: [], version: null };
      if (await alerts.remove({ alert, bookChange: coins.bookChange(change) })) return noContent();
    }
    throw unavailable('The alert is changing very fast just now; try again.', 1);
  };
}
