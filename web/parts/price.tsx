import { useEffect, useRef } from 'preact/hooks';
import { formatPrice, UNKNOWN } from '../format/format-number.ts';
import { formatAge } from '../format/format-time.ts';
import { now } from '../store/clock.ts';

/** A price that nothing was heard of for longer is shown as old. */
export const FRESH_MS = 5_000;

export interface PriceProps {
  readonly price: string | null;
  readonly tickSize: string | null;
  /** ms on this browser's clock; null: never */
  readonly seenAt: number | null;
}

/** A live price: it flashes when it moves, and is grey with its age once nothing has been heard of it for 5 s. */
export function Price({ price, tickSize, seenAt }: PriceProps) {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef<string | null>(null);
  useEffect(() => {
    const moved = direction(before.current, price);
    before.current = price;
    if (moved && element.current) flash(element.current, moved);
  }, [price]);
  const isOld = seenAt !== null && now.value - seenAt > FRESH_MS;
  return (
    <span class="price" data-old={isOld || undefined} ref={element}>
      <span class="price-figure">{price === null ? UNKNOWN : formatPrice(price, tickSize)}</span>
      {isOld && <span class="price-age">{formatAge(now.value - seenAt)} ago</span>}
    </span>
  );
}

type Direction = 'up' | 'down';

function direction(before: string | null, price: string | null): Direction | null {
  if (before === null || price === null || before === price) return null;
  return Number(price) > Number(before) ? 'up' : 'down';
}

const FLASH_MS = 600;
const reducesMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Colour alone: nothing moves. The change beside it says the direction to who sees no colours. */
function flash(element: HTMLElement, moved: Direction): void {
  if (reducesMotion.matches || document.hidden) return;
  for (const running of element.getAnimations()) running.cancel();
  element.animate([{ color: `var(--${moved})` }, { color: 'inherit' }], { duration: FLASH_MS, easing: 'ease-out' });
}
