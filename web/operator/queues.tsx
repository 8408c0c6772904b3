import type { OperatorView } from '../../contract/operator-view.ts';
import { UNKNOWN } from '../format/format-number.ts';
import { Chip } from '../parts/chip.tsx';
import { OperatorPanel } from './operator-panel.tsx';

/** What waits, and what was given up. */
export function Queues({ queues }: Pick<OperatorView, 'queues'>) {
  return (
    <OperatorPanel title="Queues" hint="Dead letters are sent again by npm run redrive, as the runbook says.">
      <div class="operator-scroll">
        <table class="operator-table">
          <thead>
            <tr>
              <th>Queue</th>
              <th class="number">Waiting</th>
              <th class="number">Dead letters</th>
            </tr>
          </thead>
          <tbody>
            {queues.map(({ name, waiting, deadLetters }) => (
              <tr key={name}>
                <td>{name}</td>
                <td class="number">{waiting.toLocaleString()}</td>
                <td class="number">
                  {deadLetters === null ? UNKNOWN : deadLetters === 0 ? '0' : <Chip tone="bad">{deadLetters}</Chip>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </OperatorPanel>
  );
}
