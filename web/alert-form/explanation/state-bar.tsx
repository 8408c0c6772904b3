import type { ExplainView } from '../../../contract/explain-view.ts';
import { formatMoment } from '../../format/format-time.ts';
import { zone } from '../../store/zone.ts';
import { STATE_TEXTS } from './describe-state.ts';

const WIDTH = 1_000;

/** What the alert was, along the time, with its fires. The table under it says the same. */
export function StateBar({ shown }: { shown: ExplainView }) {
  const from = Date.parse(shown.from);
  const span = Date.parse(shown.to) - from;
  const place = (instant: string) => (WIDTH * (Date.parse(instant) - from)) / span;
  const states = [...new Set(shown.states.map(({ state }) => state))];
  return (
    <figure class="states">
      <svg class="states-bar" viewBox={`0 0 ${WIDTH} 24`} preserveAspectRatio="none" aria-hidden="true">
        {shown.states.map((each) => (
          <rect
            key={each.from}
            data-tone={STATE_TEXTS[each.state].tone}
            x={place(each.from)}
            width={Math.max(1, place(each.to) - place(each.from))}
            y={6}
            height={18}
          />
        ))}
        <path
          class="states-fires"
          d={shown.fired.map(({ firedAt }) => `M${place(firedAt).toFixed(1)} 0V24`).join('')}
        />
      </svg>
      <figcaption class="states-ends">
        <span>{formatMoment(shown.from, zone.value)}</span>
        <span class="states-legend">
          {states.map((state) => (
            <span key={state} data-tone={STATE_TEXTS[state].tone}>
              {STATE_TEXTS[state].label}
            </span>
          ))}
        </span>
        <span>{formatMoment(shown.to, zone.value)}</span>
      </figcaption>
    </figure>
  );
}
