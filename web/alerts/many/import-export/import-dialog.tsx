import { useState } from 'preact/hooks';
import { formatCount } from '../../../format/format-count.ts';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { showToast } from '../../../store/toasts.ts';
import { closeDialog, closeDialogOf } from '../shown-dialog.ts';
import { type FileProblem, type ImportFile, readImportFile } from './read-import-file.ts';
import { type ImportCounts, runImport } from './run-import.ts';

/** - `choose`: no file yet. - `checking`: a dry run is under way. - `checked`: what an import would do. - `importing`. - `done`: with something refused. */
type Step =
  | { readonly kind: 'choose' | 'checking' | 'importing' }
  | { readonly kind: 'checked' | 'done'; readonly file: ImportFile; readonly counts: ImportCounts };

/** A file is tried first: what would be made, what is there already, and which rows are refused. Then it is imported. */
export function ImportDialog() {
  const [step, setStep] = useState<Step>({ kind: 'choose' });
  const check = async (chosen: File | null | undefined) => {
    if (!chosen) return;
    setStep({ kind: 'checking' });
    const file = readImportFile(await chosen.text());
    setStep({ kind: 'checked', file, counts: await runImport(file.items, true) });
  };
  const run = async (file: ImportFile) => {
    setStep({ kind: 'importing' });
    const counts = await runImport(file.items, false);
    if (counts.refused.length > 0) return setStep({ kind: 'done', file, counts });
    closeDialogOf('import');
    showToast({ icon: 'check', title: `${formatCount(counts.made, 'alert')} imported.`, text: existsText(counts) });
  };
  return (
    <Dialog title="Import alerts" onClose={closeDialog}>
      {(step.kind === 'checked' || step.kind === 'done') && <Found step={step} />}
      {(step.kind === 'checking' || step.kind === 'importing') && (
        <p role="status">{step.kind === 'checking' ? 'Checking the file…' : 'Importing…'}</p>
      )}
      {step.kind === 'choose' && <FileField onFile={(file) => void check(file)} />}
      <div class="dialog-actions">
        <Button onClick={closeDialog}>{step.kind === 'done' ? 'Close' : 'Cancel'}</Button>
        {step.kind === 'checked' && step.counts.made === 0 && (
          <Button onClick={() => setStep({ kind: 'choose' })}>Choose another file</Button>
        )}
        {step.kind === 'checked' && step.counts.made > 0 && (
          <Button kind="primary" icon="upload" onClick={() => void run(step.file)}>
            Import {formatCount(step.counts.made, 'alert')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function FileField({ onFile }: { onFile: (file: File | null | undefined) => void }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file may be dropped on it; the field within takes keys and presses
    <div
      class="import-field"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      <Icon name="upload" />
      <label class="button">
        Choose a file
        <input
          class="unseen"
          type="file"
          accept=".json,.csv,application/json,text/csv"
          onChange={({ currentTarget }) => onFile(currentTarget.files?.[0])}
        />
      </label>
      <p class="muted">
        JSON or CSV, as an export writes it. A table of your own needs the columns symbol and condition, such as “price
        crosses-above 65000”. What is there already is left alone.
      </p>
    </div>
  );
}

function Found({ step: { kind, file, counts } }: { step: Extract<Step, { file: ImportFile }> }) {
  const problems = [...file.problems, ...counts.refused];
  const verb = kind === 'done' ? 'imported' : 'to import';
  return (
    <div class="import-found">
      <p role="status">
        {formatCount(counts.made, 'alert')} {verb}. {existsText(counts)}
      </p>
      {problems.length > 0 && <Problems problems={problems} />}
    </div>
  );
}

function Problems({ problems }: { problems: readonly FileProblem[] }) {
  return (
    <>
      <h3>{formatCount(problems.length, 'row')} can’t be imported</h3>
      <ul class="results">
        {problems.map(({ place, message }) => (
          <li key={`${place} ${message}`} class="result">
            <span class="result-title">{place}</span>
            <p class="result-problem">{message}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function existsText({ exists }: ImportCounts): string {
  return exists === 0 ? '' : `${formatCount(exists, 'alert')} ${exists === 1 ? 'is' : 'are'} there already.`;
}
