import type { ComponentChildren } from 'preact';
import type { IconName } from '../icon-names.ts';
import { Icon } from './icon.tsx';

/** Nothing is there yet: one sentence, one action. */
export function EmptyState({
  icon,
  text,
  children,
}: {
  icon: IconName;
  text: string;
  /** the action */
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p>{text}</p>
      {children}
    </div>
  );
}
