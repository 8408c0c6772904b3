import type { AlertView } from '../../../contract/alert-view.ts';
import { formatSince } from '../../format/format-time.ts';
import { now } from '../../store/clock.ts';
import { firePath } from '../../store/paths.ts';
import { zone } from '../../store/zone.ts';

/** When it fired last, with a link to the proof. */
export function LastFired({ trigger }: { trigger: AlertView['lastTrigger'] }) {
  if (!trigger)
    return (
      <p class="alerts-fired muted" data-never>
        –<span class="unseen"> never fired</span>
      </p>
    );
  return (
    <p class="alerts-fired">
      <a href={firePath(trigger.id)}>
        <span class="alerts-label">Last fired </span>
        {formatSince(trigger.firedAt, { zone: zone.value, now: now.peek() })}
      </a>
    </p>
  );
}
