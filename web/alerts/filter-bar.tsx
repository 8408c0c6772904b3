import { findMetric } from '../../domain/metrics/metric.ts';
import { Button } from '../parts/button.tsx';
import { alerts } from '../store/alerts.ts';
import { conditionsOfView, isFiltered, NO_FILTER } from './alert-filter.ts';
import { ALERT_STATUSES, isAlertStatus } from './alert-statuses.ts';
import { filter, rows, setFilter } from './list-state.ts';
import { countOf } from './many/count-of.ts';

const SORTS = [
  ['distance', 'Closest first'],
  ['fired', 'Last fired first'],
  ['created', 'Newest first'],
] as const;

/** The address keeps what is chosen here. */
export function FilterBar() {
  const { coin, status, metric, text, sort } = filter.value;
  const all = [...alerts.value.values()];
  const coins = namesOf(
    all.map(({ symbol }) => symbol),
    coin,
  );
  const metrics = namesOf(
    all.flatMap((alert) => conditionsOfView(alert).map((it) => it.metric)),
    metric,
  );
  return (
    <search class="filters" aria-label="Filter the alerts">
      <input
        class="input filters-text"
        type="search"
        aria-label="Name, note or coin"
        placeholder="Name, note or coin"
        value={text}
        onInput={({ currentTarget }) => setFilter({ text: currentTarget.value })}
      />
      <Choice label="Coin" any="All coins" value={coin} options={coins} onChoose={(it) => setFilter({ coin: it })} />
      <Choice
        label="Status"
        any="Any status"
        value={status}
        options={Object.entries(ALERT_STATUSES).map(([name, { label }]) => [name, label] as const)}
        onChoose={(it) => setFilter({ status: isAlertStatus(it) ? it : null })}
      />
      <Choice
        label="Metric"
        any="Any metric"
        value={metric}
        options={metrics}
        onChoose={(it) => setFilter({ metric: findMetric(it ?? '')?.name ?? null })}
      />
      <select
        class="select"
        aria-label="Order"
        value={sort}
        onChange={({ currentTarget: { value } }) =>
          setFilter({ sort: SORTS.find(([name]) => name === value)?.[0] ?? sort })
        }
      >
        {SORTS.map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      {isFiltered(filter.value) && (
        <Button kind="quiet" icon="x" onClick={() => setFilter({ ...NO_FILTER, sort })}>
          Clear
        </Button>
      )}
      <p class="filters-count" role="status">
        {countOf(rows.value)}
      </p>
    </search>
  );
}

/** In their order, with what is chosen, also when no alert has it any more. */
function namesOf(names: readonly string[], chosen: string | null): readonly (readonly [string, string])[] {
  const all = new Set(chosen === null ? names : [...names, chosen]);
  return [...all].sort((a, b) => a.localeCompare(b, 'en')).map((name) => [name, name] as const);
}

interface ChoiceProps {
  readonly label: string;
  /** what stands where nothing is chosen */
  readonly any: string;
  readonly value: string | null;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string | null) => void;
}

function Choice({ label, any, value, options, onChoose }: ChoiceProps) {
  return (
    <select
      class="select"
      aria-label={label}
      data-chosen={value !== null || undefined}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChoose(currentTarget.value || null)}
    >
      <option value="">{any}</option>
      {options.map(([name, text]) => (
        <option key={name} value={name}>
          {text}
        </option>
      ))}
    </select>
  );
}
