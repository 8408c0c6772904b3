import type { ChartInterval } from '../../domain/market/chart-interval.ts';
import { type Metric, WINDOWED } from '../../domain/metrics/metric.ts';
import { usualMetric } from '../chart/drawing/chart-panes.ts';
import { GroupedOptions } from '../parts/grouped-options.tsx';
import { wordsOfMetric } from '../parts/metric-words.ts';
import { preferences, setPreferences } from '../store/preferences.ts';

/** Which metric the pane under the chart shows: kept for all coins. */
export function PaneChoice({ interval }: { interval: ChartInterval }) {
  const usual = usualMetric(interval);
  const shown = WINDOWED.find(({ name }) => name === preferences.value.pane)?.name ?? usual;
  const choose = (metric: Metric) => setPreferences({ pane: metric === usual ? null : metric });
  return (
    <fieldset class="coin-pane" aria-label="Pane under the chart">
      <span aria-hidden="true">Pane</span>
      {wordsOfMetric(shown, WINDOWED).map(({ label, before, after, groups }) => (
        <label key={label}>
          {before}{' '}
          <select
            class="select"
            aria-label={label}
            value={shown}
            onChange={({ currentTarget }) => {
              const chosen = groups
                .flatMap(({ options }) => options)
                .find(({ value }) => value === currentTarget.value);
              if (chosen) choose(chosen.value);
            }}
          >
            <GroupedOptions groups={groups} />
          </select>{' '}
          {after}
        </label>
      ))}
    </fieldset>
  );
}
