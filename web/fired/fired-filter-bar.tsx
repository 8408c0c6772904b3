import { Button } from '../parts/button.tsx';
import { alerts } from '../store/alerts.ts';
import { now } from '../store/clock.ts';
import { triggers } from '../store/triggers.ts';
import { zone } from '../store/zone.ts';
import { DELIVERY_STATES, isDeliveryState } from './describe-delivery.ts';
import { isFiredFiltered, NO_FIRED_FILTER } from './fired-filter.ts';
import { filter, setFilter } from './fired-list.ts';
import { dayOf } from './group-by-day.ts';

/** The address keeps what is chosen here. */
export function FiredFilterBar() {
  const { coin, state, from, to } = filter.value;
  const today = dayOf(now.peek(), zone.value);
  return (
    <search class="filters" aria-label="Filter what fired">
      <select
        class="select"
        aria-label="Coin"
        data-chosen={coin !== null || undefined}
        value={coin ?? ''}
        onChange={({ currentTarget }) => setFilter({ coin: currentTarget.value || null })}
      >
        <option value="">All coins</option>
        {coinNames(coin).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <select
        class="select"
        aria-label="State of a message"
        data-chosen={state !== null || undefined}
        value={state ?? ''}
        onChange={({ currentTarget: { value } }) => setFilter({ state: isDeliveryState(value) ? value : null })}
      >
        <option value="">Any message</option>
        {Object.entries(DELIVERY_STATES).map(([name, { label }]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <DayField label="From" value={from} max={to ?? today} onChoose={(day) => setFilter({ from: day })} />
      <DayField label="To" value={to} min={from ?? undefined} max={today} onChoose={(day) => setFilter({ to: day })} />
      {isFiredFiltered(filter.value) && (
        <Button kind="quiet" icon="x" onClick={() => setFilter(NO_FIRED_FILTER)}>
          Clear
        </Button>
      )}
    </search>
  );
}

/** Of alerts that there are, of what has fired lately, and the one that is chosen. */
function coinNames(chosen: string | null): string[] {
  const names = [...alerts.value.values(), ...triggers.value].map(({ symbol }) => symbol);
  return [...new Set(chosen === null ? names : [...names, chosen])].sort((a, b) => a.localeCompare(b, 'en'));
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string | null;
  readonly min?: string | undefined;
  readonly max: string;
  readonly onChoose: (day: string | null) => void;
}

function DayField({ label, value, min, max, onChoose }: DayFieldProps) {
  return (
    <label class="fired-day-field">
      <span>{label}</span>
      <input
        class="input"
        type="date"
        value={value ?? ''}
        min={min}
        max={max}
        onChange={({ currentTarget }) => onChoose(currentTarget.value || null)}
      />
    </label>
  );
}
