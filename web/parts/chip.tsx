import type { ComponentChildren } from 'preact';

export interface ChipProps {
  readonly tone?: 'plain' | 'good' | 'warn' | 'bad' | 'info';
  /** without the dot */
  readonly plain?: boolean;
  readonly title?: string | undefined;
  readonly children: ComponentChildren;
}

/** A state in one or two words. Its colour only repeats what it says. */
export function Chip({ tone = 'plain', plain = false, title, children }: ChipProps) {
  return (
    <span class="chip" data-tone={tone} data-plain={plain || undefined} title={title}>
      {children}
    </span>
  );
}
