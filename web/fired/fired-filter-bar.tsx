import { Button } from '../parts/button.tsx';
import { FilterChoice, optionsOf } from '../parts/filter-choice.tsx';
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
  // of alerts that there are, and of what has fired lately
  const coins = [...alerts.value.values(), ...triggers.value].map(({ symbol }) => symbol);
  return (
    <search class="filters" aria-label="Filter what fired">
      <FilterChoice
        label="Coin"
        any="All coins"
        value={coin}
        options={optionsOf(coins, coin)}
        onChoose={(it) => setFilter({ coin: it })}
      />
      <FilterChoice
        label="State of a message"
        any="Any message"
        value={state}
        options={Object.entries(DELIVERY_STATES).map(([name, { label }]) => [name, label] as const)}
        onChoose={(it) => setFilter({ state: isDeliveryState(it) ? it : null })}
      />
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
