import { ALARMS } from 'virtual:runbook-alarms';
import { OperatorPanel } from './operator-panel.tsx';

/** What each alarm of CloudWatch means, and what to do: as the runbook has it. */
export function Alarms() {
  return (
    <OperatorPanel title="Alarms" hint="CloudWatch raises them, and mails the owner’s address. What each means:">
      <div class="operator-alarms">
        {ALARMS.map(({ name, means, remedy }) => (
          <details key={name}>
            <summary>{name}</summary>
            <p>{means}</p>
            <p>
              <strong>Do:</strong> {remedy}
            </p>
          </details>
        ))}
      </div>
    </OperatorPanel>
  );
}
