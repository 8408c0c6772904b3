import type { TriggerView } from '../../contract/trigger-view.ts';
import { now } from '../store/clock.ts';
import { zone } from '../store/zone.ts';
import { FireRow } from './fire-row.tsx';
import { dayOf, formatDay, groupByDay } from './group-by-day.ts';

export function FireDays({ fires }: { fires: readonly TriggerView[] }) {
  const today = dayOf(now.peek(), zone.value);
  return (
    <>
      {groupByDay(fires, zone.value).map(({ day, fires: ofDay }) => (
        <section key={day} aria-label={formatDay(day, today)}>
          <h2 class="fired-day">
            {formatDay(day, today)}
            <span class="muted"> · {ofDay.length}</span>
          </h2>
          <ul class="panel fired-rows">
            {ofDay.map((fire) => (
              <FireRow key={fire.id} fire={fire} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
