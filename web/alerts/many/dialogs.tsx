import { DuplicateDialog } from './duplicate/duplicate-dialog.tsx';
import { ImportDialog } from './import-export/import-dialog.tsx';
import { SnoozeDialog } from './pause/snooze-dialog.tsx';
import { ResultsDialog } from './results-dialog.tsx';
import { shownDialog } from './shown-dialog.ts';
import { shownOutcomes } from './shown-outcomes.ts';

/** The dialogs of the list, one at a time; results come on top of what they are results of. */
export function Dialogs() {
  const shown = shownDialog.value;
  return (
    <>
      {shown?.kind === 'snooze' && <SnoozeDialog targets={shown.targets} />}
      {shown?.kind === 'duplicate' && <DuplicateDialog alerts={shown.alerts} />}
      {shown?.kind === 'import' && <ImportDialog />}
      {shownOutcomes.value && <ResultsDialog shown={shownOutcomes.value} />}
    </>
  );
}
