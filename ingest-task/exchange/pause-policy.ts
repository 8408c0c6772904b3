import type { ExchangeError, ExchangeErrorKind } from './exchange-error.ts';

/** How a pause between attempts grows. */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long no request is made after errors in a row. With `limited` and `banned` the exchange says so itself
 * (`retryAfterMs`); more requests make a firewall worse, and a region changes only with a new deployment.
 */
const PAUSES: Readonly<Record<ExchangeErrorKind, BackOff>> = {
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

/** ms. `failures` ≥ 1: how many in a row; `random` in [0, 1): the later half of the pause is left to chance. */
export function pauseAfter({ kind, retryAfterMs }: ExchangeError, failures: number, random: number): number {
  return Math.max(retryAfterMs, (doubling(PAUSES[kind], failures) * (1 + random)) / 2);
}

/** ms, drawn evenly from [0, bound) (full jitter). `failures` ≥ 1: how many in a row; `random` in [0, 1). */
export function jitteredDelay(backOff: BackOff, failures: number, random: number): number {
  return random * doubling(backOff, failures);
}

/** Doubles with each time in a row, up to its bound. */
export function doubling({ firstMs, maxMs }: BackOff, times: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(times - 1, 30));
}
