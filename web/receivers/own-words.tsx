import { useId, useRef, useState } from 'preact/hooks';
import type { PresetForm } from '../../domain/channels/presets/preset.ts';
import { PLACEHOLDERS } from '../../text/template/placeholders.ts';
import { templateErrors } from '../../text/template/template-errors.ts';
import { Field, problemId } from '../parts/field.tsx';
import { previewOf } from './preview-words.ts';
import { type ReceiverDraft, templateOf } from './receiver-draft.ts';

type Part = 'title' | 'text' | 'body';

const PARTS: Readonly<
  Record<'text' | 'json', readonly { part: Part; label: string; rows: number; example: string }[]>
> = {
  text: [
    { part: 'title', label: 'Title', rows: 1, example: '{{symbol}} at {{price}}' },
    { part: 'text', label: 'Text', rows: 4, example: '{{sentence}}\n{{link}}' },
  ],
  json: [{ part: 'body', label: 'JSON', rows: 8, example: '{ "summary": "{{sentence}}", "price": "{{plainPrice}}" }' }],
};

export interface OwnWordsProps {
  readonly form: PresetForm;
  readonly draft: ReceiverDraft;
  /** what the API has refused, by the field that each is of: `template.title` */
  readonly refused: ReadonlyMap<string, string>;
  readonly onChange: (words: Partial<ReceiverDraft>) => void;
}

/** What the person wants to read, with the placeholders at hand and what it comes to. To be keyed by the platform. */
export function OwnWords({ form, draft, refused, onChange }: OwnWordsProps) {
  const id = useId();
  // not followed: it would close while the last letter is deleted
  const [isOpen] = useState(() => form.words === 'json' || templateOf(draft) !== null);
  const last = useRef<{ readonly part: Part; readonly field: HTMLTextAreaElement } | null>(null);
  if (form.words === null) return null;
  const parts = PARTS[form.words];
  const errors = templateErrors(form, templateOf(draft));
  const insert = (name: string) => {
    const placeholder = `{{${name}}}`;
    if (!last.current) {
      const part = parts[0]?.part ?? 'title';
      onChange({ [part]: `${draft[part]}${placeholder}` });
      return;
    }
    const { part, field } = last.current;
    // the browser puts the cursor behind it, and the next one follows
    field.setRangeText(placeholder, field.selectionStart, field.selectionEnd, 'end');
    onChange({ [part]: field.value });
    field.focus();
  };
  return (
    <details class="receiver-words" open={isOpen}>
      <summary>Your own words</summary>
      {parts.map(({ part, label, rows, example }) => {
        const error = errors.find((it) => it.part === part);
        const problem = error ? `It ${error.message}.` : refused.get(`template.${part}`);
        return (
          <Field key={part} label={label} for={`${id}-${part}`} problem={problem}>
            <textarea
              id={`${id}-${part}`}
              class="input"
              rows={rows}
              spellcheck={false}
              placeholder={example}
              value={draft[part]}
              aria-invalid={problem !== undefined || undefined}
              aria-describedby={problem && problemId(`${id}-${part}`)}
              onFocus={({ currentTarget }) => {
                last.current = { part, field: currentTarget };
              }}
              onInput={({ currentTarget }) => onChange({ [part]: currentTarget.value })}
            />
          </Field>
        );
      })}
      <ul class="receiver-placeholders" aria-label="Placeholders: press one to insert it">
        {PLACEHOLDERS.map(({ name, meaning }) => (
          <li key={name}>
            <button type="button" class="receiver-placeholder" title={meaning} onClick={() => insert(name)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      {errors.length === 0 && <Preview draft={draft} />}
    </details>
  );
}

function Preview({ draft }: { draft: ReceiverDraft }) {
  const { from, title, lines } = previewOf(templateOf(draft));
  return (
    <figure class="receiver-preview">
      <figcaption class="muted">{from}</figcaption>
      {title !== null && <p class="receiver-preview-title">{title}</p>}
      <p class="receiver-preview-text">{lines.join('\n')}</p>
    </figure>
  );
}
