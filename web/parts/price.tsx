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
  const running = useRef<Animation | null>(null);
  useEffect(() => noticeWhenSeen(element.current), []);
  useEffect(() => {
    const moved = direction(before.current, price);
    before.current = price;
    if (!moved || !element.current || !seen.has(element.current)) return;
    // kept here: to ask an element for its animations makes the browser compute its styles at once, for each of 200 coins
    running.current?.cancel();
    running.current = flash(element.current, moved);
  }, [price]);
  const isOld = seenAt !== null && now.value - seenAt > FRESH_MS;
  return (
    <span class="price" data-old={isOld || undefined} ref={element}>
      <span class="price-figure">{price === null ? UNKNOWN : formatPrice(price, tickSize)}</span>
      {isOld && <span class="price-age">{formatAge(now.value - seenAt)} ago</span>}
    </span>
  );
}

/** Prices within the window: of 200 coins most are not, and what nobody sees need not flash. */
const seen = new WeakSet<Element>();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) seen.add(target);
    else seen.delete(target);
  }
});

function noticeWhenSeen(element: Element | null): () => void {
  if (element) observer.observe(element);
  return () => element && observer.unobserve(element);
}

type Direction = 'up' | 'down';

function direction(before: string | null, price: string | null): Direction | null {
  if (before === null || price === null || before === price) return null;
  return Number(price) > Number(before) ? 'up' : 'down';
}

const FLASH_MS = 600;
const reducesMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Colour alone: nothing moves. The change beside it says the direction to who sees no colours. */
function flash(element: HTMLElement, moved: Direction): Animation | null {
  if (reducesMotion.matches || document.hidden) return null;
  return element.animate([{ color: `var(--${moved})` }, { color: 'inherit' }], {
    duration: FLASH_MS,
    easing: 'ease-out',
  });
}
