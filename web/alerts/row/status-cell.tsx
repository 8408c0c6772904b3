import type { AlertView } from '../../../contract/alert-view.ts';
import { formatSince } from '../../format/format-time.ts';
import { onOwnClock } from '../../format/own-sentence.ts';
import { Chip } from '../../parts/chip.tsx';
import { now } from '../../store/clock.ts';
import { zone } from '../../store/zone.ts';
import { ALERT_STATUSES, SNOOZED } from '../alert-statuses.ts';
import { notableReason, statusSince } from '../describe-alert.ts';

/** The status in a word, since when, and why. */
export function StatusCell({ alert }: { alert: AlertView }) {
  const { label, tone } = alert.pausedUntil === null ? ALERT_STATUSES[alert.status] : SNOOZED;
  const time = { zone: zone.value, now: now.peek() };
  const since = statusSince(alert);
  const inZone = (text: string) => onOwnClock(text, zone.value);
  const reason = notableReason(alert.explanation);
  return (
    <div class="alerts-status">
      <p class="alerts-state">
        <Chip tone={tone}>{label}</Chip>
        {alert.mutedUntil && <Chip tone="warn">{`Muted until ${formatSince(alert.mutedUntil, time)}`}</Chip>}
        {since && <span class="muted">since {formatSince(since, time)}</span>}
      </p>
      {reason !== '' && (
        <p class="alerts-reason" title={inZone(alert.explanation)}>
          {inZone(reason)}
        </p>
      )}
    </div>
  );
}
