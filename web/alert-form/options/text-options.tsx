import { useId } from 'preact/hooks';
import { MAX_EXTERNAL_ID_LENGTH, MAX_NAME_LENGTH, MAX_NOTE_LENGTH } from '../../../domain/alerts/request-limits.ts';
import { Field, problemId } from '../../parts/field.tsx';
import type { AlertDraft } from '../draft/alert-draft.ts';

/** Fields of plain text that people may give an alert. */
export const TEXT_OPTIONS = [
  { path: 'name', label: 'Name', hint: 'Messages begin with it.', most: MAX_NAME_LENGTH, lines: 1 },
  { path: 'note', label: 'Note', hint: 'Every message ends with it.', most: MAX_NOTE_LENGTH, lines: 2 },
  {
    path: 'externalId',
    label: 'Own id',
    hint: 'For scripts. One alert of yours has it at a time.',
    most: MAX_EXTERNAL_ID_LENGTH,
    lines: 1,
  },
] as const;

export interface TextOptionsProps {
  readonly draft: AlertDraft;
  /** without these: what exists keeps its id, a group has none */
  readonly without: readonly string[];
  readonly problemAt: (path: string) => string | undefined;
  readonly change: (changes: Partial<AlertDraft>) => void;
}

export function TextOptions({ draft, without, problemAt, change }: TextOptionsProps) {
  const base = useId();
  return TEXT_OPTIONS.filter(({ path }) => !without.includes(path)).map(({ path, label, hint, most, lines }) => {
    const id = `${base}-${path}`;
    const problem = problemAt(path);
    const input = {
      ...{ id, class: 'input', maxLength: most, value: draft[path] },
      'aria-invalid': problem ? true : undefined,
      'aria-describedby': problem ? problemId(id) : undefined,
      onInput: ({ currentTarget }: { currentTarget: { value: string } }) => change({ [path]: currentTarget.value }),
    };
    return (
      <Field key={path} for={id} {...{ label, hint, problem }}>
        {lines === 1 ? <input type="text" autocomplete="off" {...input} /> : <textarea rows={lines} {...input} />}
      </Field>
    );
  });
}
