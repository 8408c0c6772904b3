import type { IconName } from '../icon-names.ts';

/** Decoration: what it means is said by the text beside it, or by the label of its button. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  );
}
