import './alert-form.css';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { copyLink, noteClosed, noteSaved, signInToSave } from './after-form.ts';
import { FormNotes } from './form-notes.tsx';
import type { Edited } from './form-state.ts';
import { type AlertFormRequest, closeAlertForm } from './open-alert-form.ts';
import { MoreOptions } from './options/more-options.tsx';
import { PreviewPanel } from './preview/preview-panel.tsx';
import { CommonAlertsRow } from './sentence/common-alerts-row.tsx';
import { Sentence } from './sentence/sentence.tsx';
import { Sheet } from './sheet.tsx';
import { type ShownForm, useAlertForm } from './use-alert-form.ts';

const PROBLEMS_ID = 'alert-form-problems';
const TITLES: Readonly<Record<Edited['kind'], string>> = {
  new: 'New alert',
  alert: 'Change alert',
  group: 'Change alert on several coins',
};

/** One editable sentence, with what it would have done under it. */
export function AlertForm({ request }: { request: AlertFormRequest }) {
  const shown = useAlertForm(request);
  const { form, problems, refusedLink, numbers, coin } = shown;
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => focusFirst(element.current), [request]);
  const close = () => {
    closeAlertForm();
    noteClosed(form, request);
  };
  return (
    <Sheet
      title={TITLES[form.edited.value.kind]}
      actions={<IconButton icon="link" label="Copy a link to this form" onClick={() => void copyLink(form)} />}
      onClose={close}
    >
      <form
        class="alert-form"
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save(shown, element.current);
        }}
      >
        <div class="alert-form-body">
          {refusedLink !== null && (
            <p class="form-notice" role="alert">
              {refusedLink} The form is empty instead.
            </p>
          )}
          {beginsEmpty(request) && <CommonAlertsRow {...{ form, numbers }} />}
          <Sentence {...{ form, problems, numbers }} problemsId={PROBLEMS_ID} quote={coin?.quote ?? null} />
          <FormNotes {...{ form, problems, numbers, coin }} problemsId={PROBLEMS_ID} />
          <PreviewPanel state={shown.preview} nothing={noPreviewText(shown)} onRetry={shown.retryPreview} />
          <MoreOptions {...{ form, problems }} />
        </div>
        <FormFoot shown={shown} onClose={close} />
      </form>
    </Sheet>
  );
}

function FormFoot({ shown: { form, isSignedIn }, onClose }: { shown: ShownForm; onClose: () => void }) {
  const isNew = form.edited.value.kind === 'new';
  return (
    <footer class="alert-form-foot">
      {form.notice.value && (
        <p class="form-notice" role="alert">
          <Icon name="triangle-alert" /> {form.notice.value}
        </p>
      )}
      <Button kind="quiet" onClick={onClose}>
        Cancel
      </Button>
      <Button kind="primary" type="submit" busy={form.isSaving.value}>
        {isSignedIn ? (isNew ? 'Save alert' : 'Save changes') : 'Sign in to save'}
      </Button>
    </footer>
  );
}

async function save({ form, isSignedIn }: ShownForm, element: HTMLElement | null): Promise<void> {
  if (!isSignedIn) return signInToSave(form);
  const wasThere = form.edited.peek().kind !== 'new';
  const saved = await form.save();
  if (!saved) return focusInvalid(element);
  closeAlertForm();
  noteSaved(saved, wasThere);
}

/** Whether nobody has said yet what is measured. */
function beginsEmpty({ alert, group, copyOf, link, draft, level, metric }: AlertFormRequest): boolean {
  return [alert, group, copyOf, link, draft, level, metric].every((given) => given === undefined);
}

function noPreviewText({ isSignedIn, symbol }: ShownForm): string {
  if (!isSignedIn) return 'Sign in to see how often it would have fired.';
  const what = symbol === undefined ? 'Choose a coin' : 'Give a level';
  return `${what} to see how often it would have fired.`;
}

/** The first thing that is still to be written; where all is filled, the level. */
function focusFirst(form: HTMLElement | null): void {
  const fields = [...(form?.querySelectorAll<HTMLInputElement>('.slot-input') ?? [])];
  const first = fields.find(({ value }) => value === '') ?? fields[0];
  first?.focus();
  first?.select();
}

function focusInvalid(form: HTMLElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid], button[data-invalid]')?.focus();
}
