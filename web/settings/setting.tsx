import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** Settings of one subject, under its name. */
export function SettingGroup({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="panel settings-group" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

export interface SettingProps {
  readonly label: string;
  /** id of the input within; without it the row only shows something */
  readonly for?: string;
  readonly hint?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One setting: what it is at the left, its control at the right; on a phone below. */
export function Setting({ label, for: id, hint, children }: SettingProps) {
  return (
    <div class="setting">
      <div class="setting-text">
        {id ? <label for={id}>{label}</label> : <p>{label}</p>}
        {hint && <p class="setting-hint">{hint}</p>}
      </div>
      <div class="setting-control">{children}</div>
    </div>
  );
}
