import { useId, useState } from 'preact/hooks';
import { formatMoment } from '../../../format/format-time.ts';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field } from '../../../parts/field.tsx';
import { zone } from '../../../store/zone.ts';
import { snoozeTargets } from '../alert-actions.ts';
import { countOf } from '../count-of.ts';
import { closeDialog } from '../shown-dialog.ts';
import type { NamedTarget } from '../targets.ts';
import { instantOfInput, snoozeChoices } from './snooze-until.ts';

/** Pauses until an instant: at it the alerts arm by themselves. */
export function SnoozeDialog({ targets }: { targets: readonly NamedTarget[] }) {
  const id = useId();
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const snooze = (until: number) => {
    closeDialog();
    void snoozeTargets(targets, until);
  };
  const snoozeAsTyped = (event: Event) => {
    event.preventDefault();
    const until = instantOfInput(value, Date.now(), zone.value);
    if (until === null) setProblem('Choose a time in the future.');
    else snooze(until);
  };
  return (
    <Dialog title={`Snooze ${countOf(targets)}`} onClose={closeDialog}>
      <p class="muted">Paused until then. What is snoozed arms again by itself.</p>
      <div class="snooze-choices">
        {snoozeChoices(Date.now(), zone.value).map(({ label, until }) => (
          <Button key={label} title={formatMoment(until, zone.value)} onClick={() => snooze(until)}>
            {label}
          </Button>
        ))}
      </div>
      <form class="snooze-own" onSubmit={snoozeAsTyped}>
        <Field label={`Or until (${zone.value})`} for={id} problem={problem}>
          <input
            id={id}
            class="input"
            type="datetime-local"
            value={value}
            aria-invalid={problem !== null || undefined}
            onInput={({ currentTarget }) => {
              setValue(currentTarget.value);
              setProblem(null);
            }}
          />
        </Field>
        <Button type="submit" kind="primary">
          Snooze
        </Button>
      </form>
    </Dialog>
  );
}
