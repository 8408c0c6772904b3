import type { OperatorView } from '../../contract/operator-view.ts';
import { UNKNOWN } from '../format/format-number.ts';
import { formatMoment } from '../format/format-time.ts';
import { zone } from '../store/zone.ts';
import { columnsOf } from './columns-of.ts';
import { OperatorPanel } from './operator-panel.tsx';

/** How many deliveries came into each state, hour by hour. */
export function Deliveries({ hours }: Pick<OperatorView, 'hours'>) {
  if (hours.length === 0) {
    return <OperatorPanel title="Deliveries" hint="None in the last 24 hours." />;
  }
  const states = columnsOf(hours);
  return (
    <OperatorPanel title="Deliveries" hint="How many came into each state, by hour.">
      <div class="operator-scroll">
        <table class="operator-table">
          <thead>
            <tr>
              <th>Hour</th>
              {states.map((state) => (
                <th class="number" key={state}>
                  {state}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hours.map(({ hour, deliveries }) => (
              <tr key={hour}>
                <td>{formatMoment(hour, zone.value)}</td>
                {states.map((state) => (
                  <td class="number" key={state}>
                    {deliveries[state]?.toLocaleString() ?? UNKNOWN}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </OperatorPanel>
  );
}
