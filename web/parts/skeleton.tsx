import { useEffect, useState } from 'preact/hooks';

/** What comes sooner is not announced by a flicker. */
const SHOWN_AFTER_MS = 150;

/** Rows of the height that the real ones have, so that nothing jumps. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  const [isShown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={label} data-shown={isShown || undefined}>
      {Array.from({ length: rows }, (_, row) => (
        <div class="skeleton-row" key={row}>
          {isShown && <span class="skeleton" />}
        </div>
      ))}
    </div>
  );
}
