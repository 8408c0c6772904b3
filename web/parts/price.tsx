import { type ReadonlySignal, useComputed, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatPrice, UNKNOWN } from '../format/format-number.ts';
import { formatAge } from '../format/format-time.ts';
import { now } from '../store/clock.ts';
import type { Coin } from '../store/coins.ts';

/** A price that nothing was heard of for longer is shown as old. */
const FRESH_MS = 5_000;

type PricedCoin = ReadonlySignal<Pick<Coin, 'price' | 'tickSize' | 'seenAt'>>;

/**
 * A live price: it flashes when it moves, and is grey with its age once nothing has been heard of it for 5 s. What changes each second is
 * bound to the text itself: a frame of 200 coins renders no component.
 */
export function Price({ coin }: { coin: PricedCoin }) {
  const element = useRef<HTMLSpanElement>(null);
  const figure = useComputed(() => {
    const { price, tickSize } = coin.value;
    return price === null ? UNKNOWN : formatPrice(price, tickSize);
  });
  const age = useComputed(() => ageOf(coin.value.seenAt, now.value));
  const isOld = useComputed(() => (age.value === null ? undefined : true));
  useFlash(element, coin);
  return (
    <span class="price" data-old={isOld} ref={element}>
      <span class="price-figure">{figure}</span>
      <PriceAge age={age} />
    </span>
  );
}

function PriceAge({ age }: { age: ReadonlySignal<string | null> }) {
  return age.value === null ? null : <span class="price-age">{age} ago</span>;
}

/** Null while it is fresh, and for a price that never was there. */
function ageOf(seenAt: number | null, at: number): string | null {
  return seenAt !== null && at - seenAt > FRESH_MS ? formatAge(at - seenAt) : null;
}

/** Flashes the element when the price moves, while somebody can see it. */
function useFlash(element: RefObject<HTMLSpanElement | null>, coin: PricedCoin): void {
  const before = useRef<string | null>(null);
  const running = useRef<Animation | null>(null);
  useEffect(() => noticeWhenSeen(element.current), []);
  useSignalEffect(() => {
    const { price } = coin.value;
    const moved = direction(before.current, price);
    before.current = price;
    if (!moved || !element.current || !seen.has(element.current)) return;
    // kept here: to ask an element for its animations makes the browser compute its styles at once, for each of 200 coins
    running.current?.cancel();
    running.current = flash(element.current, moved);
  });
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
