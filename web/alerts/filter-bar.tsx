import { findMetric } from '../../domain/metrics/metric.ts';
import { Button } from '../parts/button.tsx';
import { FilterChoice, optionsOf } from '../parts/filter-choice.tsx';
import { titleOfMetric } from '../parts/metric-words.ts';
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

/** The address may name a metric of another version. */
function titleOf(name: string): string {
  const metric = findMetric(name);
  return metric === null ? name : titleOfMetric(metric.name);
}

/** The address keeps what is chosen here. */
export function FilterBar() {
  const { coin, status, metric, text, sort } = filter.value;
  const all = [...alerts.value.values()];
  const coins = optionsOf(
    all.map(({ symbol }) => symbol),
    coin,
  );
  const metrics = optionsOf(
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
      <FilterChoice
        label="Coin"
        any="All coins"
        value={coin}
        options={coins}
        onChoose={(it) => setFilter({ coin: it })}
      />
      <FilterChoice
        label="Status"
        any="Any status"
        value={status}
        options={Object.entries(ALERT_STATUSES).map(([name, { label }]) => [name, label] as const)}
        onChoose={(it) => setFilter({ status: isAlertStatus(it) ? it : null })}
      />
      <FilterChoice
        label="Metric"
        any="Any metric"
        value={metric}
        options={metrics.map(([name]) => [name, titleOf(name)])}
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
