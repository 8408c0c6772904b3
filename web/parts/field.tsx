import type { ComponentChildren } from 'preact';

export interface FieldProps {
  readonly label: string;
  /** id of the input within */
  readonly for: string;
  /** what is wrong with the input; name it there: `aria-describedby={problemId(id)}` */
  readonly problem?: string | null | undefined;
  readonly children: ComponentChildren;
}

export const problemId = (id: string) => `${id}-problem`;

export function Field({ label, for: id, problem, children }: FieldProps) {
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children}
      {problem && (
        <p class="field-problem" id={problemId(id)} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
