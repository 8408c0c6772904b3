import { useEffect, useState } from 'preact/hooks';
import type { AlertDraft } from '../draft/alert-draft.ts';
import type { FieldProblem } from '../draft/request-of-draft.ts';
import type { FormState } from '../form-state.ts';
import { OPTIONS } from './options.tsx';
import { TEXT_OPTIONS, TextOptions } from './text-options.tsx';

/** Folded until it is asked for, or something in it is on or wrong. */
export function MoreOptions({ form, problems }: { form: FormState; problems: readonly FieldProblem[] }) {
  const draft = form.draft.value;
  const [isOpen, setOpen] = useState(false);
  const problemAt = (path: string) => problems.find((problem) => problem.path === path)?.message;
  const problemOf = (paths: readonly string[]) => paths.map(problemAt).find((message) => message !== undefined);
  const texts = TEXT_OPTIONS.map(({ path }) => path);
  const isWrong = OPTIONS.some(({ paths }) => problemOf(paths) !== undefined) || problemOf(texts) !== undefined;
  useEffect(() => {
    if (draft.repeats || isWrong) setOpen(true);
  }, [draft.repeats, isWrong]);
  const change = (changes: Partial<AlertDraft>) => form.change(changes);
  const count = countOptions(draft);
  const isNew = form.edited.value.kind === 'new';
  return (
    <details class="more" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        More options
        {count > 0 && <span class="more-count">{count} on</span>}
      </summary>
      <div class="more-body">
        {OPTIONS.filter(({ fits }) => fits?.(draft) ?? true).map(({ paths, Row }) => (
          <Row key={paths.join()} draft={draft} problem={problemOf(paths)} change={change} />
        ))}
        <TextOptions {...{ draft, problemAt, change }} without={isNew && !form.isGroup.value ? [] : ['externalId']} />
      </div>
    </details>
  );
}

function countOptions(draft: AlertDraft): number {
  const on = OPTIONS.filter(({ isOn }) => isOn(draft)).length;
  return on + TEXT_OPTIONS.filter(({ path }) => draft[path] !== '').length;
}
