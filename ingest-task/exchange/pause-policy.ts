import type { BackOff } from './exchange-feed.ts';
import type { RestFault, RestFaultKind } from './rest-client.ts';

/**
 * How long the exchange is left alone after faults in a row. `limited` and `banned` say so themselves (`Retry-After`); a
 * firewall that is asked on makes it worse, and a region changes only with a new deployment.
 */
const PAUSES: Readonly<Record<RestFaultKind, BackOff>> = {
  limited: { firstMs: 1_000, maxMs: 60_000 },
  banned: { firstMs: 60_000, maxMs: 600_000 },
  firewall: { firstMs: 30_000, maxMs: 300_000 },
  region: { firstMs: 60_000, maxMs: 300_000 },
  server: { firstMs: 500, maxMs: 15_000 },
  unreachable: { firstMs: 500, maxMs: 15_000 },
  slow: { firstMs: 500, maxMs: 15_000 },
  malformed: { firstMs: 1_000, maxMs: 30_000 },
  refused: { firstMs: 5_000, maxMs: 60_000 },
};

/** Faults of the one coin that was asked for; the others say that nobody need ask. */
const OF_ONE_COIN: ReadonlySet<RestFaultKind> = new Set(['malformed', 'refused', 'slow']);
/** No later answer will be better. */
const OF_NO_USE: ReadonlySet<RestFaultKind> = new Set(['malformed', 'refused']);

export function concernsOneCoin({ kind }: RestFault): boolean {
  return OF_ONE_COIN.has(kind);
}

export function isOfNoUse({ kind }: RestFault): boolean {
  return OF_NO_USE.has(kind);
}

/** ms. `failures` ≥ 1: how many in a row; `random` in [0, 1): the later half of the pause is left to chance. */
export function pauseAfter({ kind, retryAfterMs }: RestFault, failures: number, random: number): number {
  return Math.max(retryAfterMs, (growing(PAUSES[kind], failures) * (1 + random)) / 2);
}

/** Doubles with each time in a row, up to its bound. */
export function growing({ firstMs, maxMs }: BackOff, times: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(times - 1, 30));
}
