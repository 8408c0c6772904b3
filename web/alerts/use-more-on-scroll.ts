import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const STEP = 60;
/** Rows are made before they are seen. */
const AHEAD = '800px';

/**
 * How many rows of a long list are made: more when its end comes near. The browser skips those that are out of sight
 * (`content-visibility`), so that 2,000 of them cost little.
 */
export function useMoreOnScroll(total: number): {
  readonly shown: number;
  readonly end: RefObject<HTMLDivElement | null>;
} {
  const [shown, setShown] = useState(STEP);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || shown >= total) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && setShown((before) => before + STEP),
      { rootMargin: AHEAD },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [shown, total]);
  return { shown, end };
}
