import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { LOOK_BACK_MINUTES } from '../../domain/metrics/minute-values.ts';
import type { CoinOutbox } from '../publishing/coin-outbox.ts';
import { hasWindows, namesOf, type WindowedMetrics } from '../publishing/published-metrics.ts';
import type { CoinMinutes } from './coin-minutes.ts';

/** A coin whose windows are not complete after so long goes on with unknown values. The limit for missed trades is the same. */
export const MAX_WINDOWS_WAIT_MS = 900_000;

export interface WindowsGateDeps {
  readonly minutes: Pick<CoinMinutes, 'present' | 'passTo'>;
  readonly outbox: Pick<CoinOutbox, 'windowed' | 'firstUnpublishedBefore' | 'setWatermark'>;
  /** The values of these metrics in the present minute are final, or nothing is left to do for them. */
  readonly areFinal: (metrics: Iterable<WindowedMetric>) => boolean;
  /** Trades of the minutes from `from` up to, not including, `to` went on although their values are unknown; called again as the interval grows. */
  readonly onUnknown: (from: number, to: number) => void;
  /** monotonic ms */
  readonly elapsed: () => number;
}

/**
 * Keeps a coin's trades out of a minute whose values are not final yet (docs/decisions/0014).
 *
 *   open      until the end of the minute, or until the alerts use other metrics; never further ahead of the published
 *             minutes than the windows reach
 *   closed    while the values can still change; checked again at the next trade, watermark or fill of the history
 *   given up  after MAX_WINDOWS_WAIT_MS: trades go on with unknown values until they are final again
 */
export class WindowsGate {
  readonly #deps: WindowsGateDeps;
  #openUntil = Number.NEGATIVE_INFINITY;
  #openFor: WindowedMetrics | null = null;
  /** since when it is closed, monotonic ms; null while it is open */
  #closedAt: number | null = null;
  /** the first minute whose trades went on with unknown values; null while they are final */
  #unknownFrom: number | null = null;

  constructor(deps: WindowsGateDeps) {
    this.#deps = deps;
  }

  /** `time`: of the next trade or watermark, exchange ms; everything before it went through. */
  mayPass(time: number): boolean {
    const { minutes, outbox } = this.#deps;
    const { windowed } = outbox;
    if (time < this.#openUntil && windowed === this.#openFor) return true;
    if (!hasWindows(windowed)) {
      this.#forget();
      return true;
    }
    const unpublished = outbox.firstUnpublishedBefore(time) ?? time;
    const reached = Math.min(time, unpublished + LOOK_BACK_MINUTES * MINUTE_MS);
    minutes.passTo(reached);
    const { present } = minutes;
    if (present === null) return true;
    if (!this.#mayBegin(present, windowed)) return false;
    // the minutes up to there are published first, as long as their windows are in memory
    if (time >= present + MINUTE_MS) {
      outbox.setWatermark(reached);
      return false;
    }
    this.#openUntil = present + MINUTE_MS;
    this.#openFor = windowed;
    return true;
  }

  /** The coin's minutes have restarted. */
  close(): void {
    this.#openUntil = Number.NEGATIVE_INFINITY;
    this.#forget();
  }

  /** It waits for nothing any more. */
  #forget(): void {
    this.#closedAt = null;
    this.#unknownFrom = null;
  }

  #mayBegin(minute: number, windowed: WindowedMetrics): boolean {
    const { areFinal, onUnknown, elapsed } = this.#deps;
    if (areFinal(namesOf(windowed))) {
      this.#forget();
      return true;
    }
    this.#closedAt ??= elapsed();
    if (elapsed() - this.#closedAt < MAX_WINDOWS_WAIT_MS) return false;
    this.#unknownFrom ??= minute;
    onUnknown(this.#unknownFrom, minute + MINUTE_MS);
    return true;
  }
}
