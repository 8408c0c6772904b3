import { useEffect, useRef } from 'preact/hooks';
import type { TriggerView } from '../../contract/trigger-view.ts';
import { isSimulated } from '../../domain/market/feed.ts';
import { fireSentence, fireValue } from '../../text/format/format-fire-view.ts';
import { formatMoment, formatSecond } from '../format/format-time.ts';
import { Chip } from '../parts/chip.tsx';
import { Icon } from '../parts/icon.tsx';
import { go } from '../store/address.ts';
import { zone } from '../store/zone.ts';
import { DELIVERY_STATES, worstState } from './describe-delivery.ts';
import { FireProof } from './fire-proof.tsx';
import { openedFire, pathOfFire } from './fired-list.ts';
import { dayOf } from './group-by-day.ts';

/** One fire; it opens its proof. */
export function FireRow({ fire }: { fire: TriggerView }) {
  const { id, name, firedAt } = fire;
  const isOpen = openedFire.value === id;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // a link leads to it; one that was pressed here is in sight
    if (isOpen) row.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const sentence = fireSentence(fire);
  return (
    <li class="fired-row" data-open={isOpen || undefined} ref={row}>
      <button
        type="button"
        class="fired-line"
        aria-expanded={isOpen}
        onClick={() => go(pathOfFire(isOpen ? null : id), { replace: true })}
      >
        <time class="fired-time" dateTime={firedAt}>
          {timeText(fire, zone.value)}
        </time>
        <span class="fired-main">
          <span class="fired-title">{name ?? sentence}</span>
          {name && <span class="fired-sub">{sentence}</span>}
        </span>
        <span class="fired-value">{fireValue(fire)}</span>
        <Marks fire={fire} />
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      </button>
      {isOpen && <FireProof fire={fire} />}
    </li>
  );
}

/** With its day where that is not the one it is listed under: an outage made it late. */
function timeText({ firedAt, hops }: TriggerView, timeZone: string): string {
  const isOwnDay = dayOf(Date.parse(firedAt), timeZone) === dayOf(Date.parse(hops.evaluatedAt), timeZone);
  return isOwnDay ? formatSecond(firedAt, timeZone) : formatMoment(firedAt, timeZone);
}

function Marks({ fire: { recovered, feed, deliveries } }: { fire: TriggerView }) {
  const state = worstState(deliveries);
  return (
    <span class="fired-marks">
      {recovered && <Chip tone="warn">Recovered from a gap</Chip>}
      {isSimulated(feed) && (
        <Chip plain title="Prices of the built-in simulator">
          Simulator
        </Chip>
      )}
      {state && <Chip tone={DELIVERY_STATES[state].tone}>{DELIVERY_STATES[state].label}</Chip>}
    </span>
  );
}
