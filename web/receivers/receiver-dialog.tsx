import { useId, useState } from 'preact/hooks';
import type { WebhookView } from '../../contract/webhook-view.ts';
import type { Option, PresetForm } from '../../domain/channels/presets/preset.ts';
import { formOf, PRESET_FORMS } from '../../domain/channels/presets/presets.ts';
import { templateErrors } from '../../text/template/template-errors.ts';
import { ApiError, describeError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Field, problemId } from '../parts/field.tsx';
import { loadMe } from '../store/me.ts';
import { OwnWords } from './own-words.tsx';
import { addBody, changeBody, draftOf, type ReceiverDraft, templateOf, usualAddress } from './receiver-draft.ts';
import './receivers.css';
import { SecretInput } from './secret-input.tsx';

export interface ReceiverDialogProps {
  /** null: a new one */
  readonly webhook: WebhookView | null;
  readonly onClose: () => void;
  readonly onSaved: (webhook: WebhookView) => void;
}

/** Sets up a receiver, or changes one: what its platform asks for, and the person's own words. */
export function ReceiverDialog({ webhook, onClose, onSaved }: ReceiverDialogProps) {
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const form = formOf(draft.preset);
  const change = (fields: Partial<ReceiverDraft>) => {
    setError(null);
    setDraft((before) => ({ ...before, ...fields }));
  };
  const problems = fieldProblems(error);
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (templateErrors(form, templateOf(draft)).length > 0) return;
    setSaving(true);
    setError(null);
    try {
      const saved = await send(webhook, draft);
      await loadMe();
      onSaved(saved);
    } catch (failure) {
      // changed elsewhere: who saves again after having read so, saves on top of that
      if (failure instanceof ApiError && failure.status === 412) await loadMe();
      setError(failure);
      setSaving(false);
    }
  }
  const text = (path: string, value: string, onInput: (value: string) => void) => ({
    ...{ id: `${id}-${path}`, value, onInput, invalid: problems.has(path) },
    describedBy: problems.has(path) ? problemId(`${id}-${path}`) : undefined,
  });
  return (
    <Dialog title={webhook ? 'Edit the receiver' : 'New receiver'} onClose={onClose}>
      <form class="receiver" onSubmit={(event) => void save(event)}>
        {!webhook && <Platform id={`${id}-preset`} draft={draft} onChoose={setDraft} />}
        <Field label="Name (optional)" for={`${id}-label`} problem={problems.get('label')}>
          <TextInput {...text('label', draft.label, (label) => change({ label }))} placeholder={nameFor(form.label)} />
        </Field>
        <Field label="Address" for={`${id}-url`} problem={problems.get('url')}>
          <SecretInput
            {...text('url', draft.url, (url) => change({ url }))}
            shown={webhook?.url ?? ''}
            placeholder={form.address.example}
          />
        </Field>
        {form.chatId && (
          <Field label={inSentenceCase(form.chatId.word)} for={`${id}-chatId`} problem={problems.get('chatId')}>
            <TextInput
              {...text('chatId', draft.chatId, (chatId) => change({ chatId }))}
              placeholder={form.chatId.examples.join(' or ')}
            />
          </Field>
        )}
        {Object.entries(form.options).map(([name, option]) => {
          const value = draft.options[name] ?? '';
          const path = `options.${name}`;
          const field = text(path, value, (next) => change({ options: { ...draft.options, [name]: next } }));
          return (
            <OptionField
              key={name}
              option={option}
              field={field}
              shown={`${webhook?.options[name] ?? ''}`}
              problem={problems.get(path)}
            />
          );
        })}
        <OwnWords key={form.name} form={form} draft={draft} refused={problems} onChange={change} />
        {error !== null && !isShown(problems, form) && <ErrorNote problem={describeError(error)} />}
        <div class="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={isSaving}>
            {isSaving ? 'Saving…' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function send(webhook: WebhookView | null, draft: ReceiverDraft): Promise<WebhookView> {
  if (!webhook) return callApi('POST /api/me/webhooks', { body: addBody(draft) });
  const { id, version } = webhook;
  return callApi('PATCH /api/me/webhooks/{id}', { params: { id }, body: changeBody(draft), ifMatch: version });
}

interface PlatformProps {
  readonly id: string;
  readonly draft: ReceiverDraft;
  readonly onChoose: (draft: ReceiverDraft) => void;
}

/** What was written for one platform, another one may not take; the name and the words stay. */
function Platform({ id, draft, onChoose }: PlatformProps) {
  const choose = (name: string) => {
    const preset = PRESET_FORMS.find((form) => form.name === name)?.name ?? draft.preset;
    onChoose({ ...draft, preset, url: usualAddress(preset), chatId: '', options: {} });
  };
  return (
    <Field label="Platform" for={id}>
      <select id={id} class="select" value={draft.preset} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {PRESET_FORMS.map(({ name, label }) => (
          <option key={name} value={name}>
            {inSentenceCase(label)}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface Text {
  readonly id: string;
  readonly value: string;
  readonly invalid: boolean;
  readonly describedBy: string | undefined;
  readonly onInput: (value: string) => void;
}

interface OptionFieldProps {
  readonly option: Option;
  readonly field: Text;
  /** as the API shows it */
  readonly shown: string;
  readonly problem: string | undefined;
}

function OptionField({ option, field, shown, problem }: OptionFieldProps) {
  const isRequired = option.kind === 'text' && option.isRequired;
  const label = isRequired ? option.label : `${option.label} (optional)`;
  const placeholder = option.kind === 'text' ? option.example : `${option.default}`;
  return (
    <Field label={label} for={field.id} problem={problem}>
      {option.kind === 'text' && option.isSecret ? (
        <SecretInput {...field} shown={shown} placeholder={placeholder} />
      ) : (
        <TextInput {...field} placeholder={placeholder} />
      )}
      <p class="receiver-hint">{inSentenceCase(option.meaning)}.</p>
    </Field>
  );
}

function TextInput({ id, value, invalid, describedBy, placeholder, onInput }: Text & { placeholder: string }) {
  return (
    <input
      id={id}
      class="input"
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      value={value}
      placeholder={placeholder}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
  );
}

function nameFor(label: string): string {
  return `My ${label}`;
}

/** By the field that each is of. */
function fieldProblems(error: unknown): ReadonlyMap<string, string> {
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return new Map(errors.map(({ path, message }) => [path, `${inSentenceCase(message)}.`] as const));
}

/** Whether each problem stands at a field of the dialog. */
function isShown(problems: ReadonlyMap<string, string>, { chatId, options, words }: PresetForm): boolean {
  const parts = { text: ['template.title', 'template.text'], json: ['template.body'] };
  const fields = ['label', 'url', ...(chatId ? ['chatId'] : []), ...(words ? parts[words] : [])];
  const shown = [...fields, ...Object.keys(options).map((name) => `options.${name}`)];
  return problems.size > 0 && [...problems.keys()].every((path) => shown.includes(path));
}

function inSentenceCase(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
