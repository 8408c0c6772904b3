import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface OperatorPanelProps {
  readonly title: string;
  readonly hint?: string;
  readonly children?: ComponentChildren;
}

export function OperatorPanel({ title, hint, children }: OperatorPanelProps) {
  const id = useId();
  return (
    <section class="panel operator-panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint && <p class="operator-hint">{hint}</p>}
      {children}
    </section>
  );
}
