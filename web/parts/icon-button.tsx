import type { ButtonHTMLAttributes, Ref } from 'preact';
import type { IconName } from '../icon-names.ts';
import { Icon } from './icon.tsx';

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  /** what it does, for screen readers and as its tip */
  readonly label: string;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, buttonRef, ...rest }: IconButtonProps) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} ref={buttonRef ?? null} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
