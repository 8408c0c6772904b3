import type { AlertView } from '../../../contract/alert-view.ts';
import { metricNamed } from '../../../domain/metrics/metric.ts';
import { toServerClock } from '../../api/server-clock.ts';
import { formatDistance, UNKNOWN } from '../../format/format-number.ts';
import { formatWarmUp } from '../../format/format-warm-up.ts';
import { now } from '../../store/clock.ts';
import { coinOf } from '../../store/coins.ts';
import { closeness, liveDistance } from '../live-distance.ts';

/** How far the alert is from firing: it follows the price, and paints nothing but itself. */
export function DistanceCell({ alert }: { alert: AlertView }) {
  if (alert.warmingUpUntil !== null) return <WarmUp until={alert.warmingUpUntil} />;
  const price = coinOf(alert.symbol)?.value.price ?? null;
  const distance = liveDistance(alert, price);
  if (!distance || !alert.distance)
    return (
      <p class="alerts-distance muted" data-unknown>
        {UNKNOWN}
      </p>
    );
  const { percent } = distance;
  const unit = metricNamed(alert.distance.metric).unit.distance;
  const text = percent === null ? UNKNOWN : percent === 0 ? 'At the level' : formatDistance(percent, unit);
  return (
    <div class="alerts-distance">
      <span class="alerts-figure">{text}</span>
      {percent !== null && <Bar share={closeness(percent)} isNear={closeness(percent) > 0.8} />}
    </div>
  );
}

/** A value that is not known yet has no distance. */
function WarmUp({ until }: { until: string }) {
  const text = formatWarmUp(until, toServerClock(now.value));
  return <p class="alerts-distance muted">{`${text.charAt(0).toUpperCase()}${text.slice(1)}`}</p>;
}

function Bar({ share, isNear }: { share: number; isNear: boolean }) {
  return (
    <span class="alerts-bar" data-near={isNear || undefined}>
      <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
    </span>
  );
}
