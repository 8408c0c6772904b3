/** A finger that rests so long asks for an alert; it may tremble by so much. */
export const LONG_PRESS_MS = 500;
const TREMBLE_PX = 10;
/** A browser that makes a context menu of a long press does it within this time. */
const SAME_PRESS_MS = 1_000;

/** What lies on the chart and is pressed itself; `+` follows the pointer, also while it is on it. */
const ALL = 'button, a';
const OTHERS = 'button:not(.chart-ask), a';

export interface ChartGestures {
  /** an alert at this height is asked for; px from the top of the chart */
  readonly onAsk: (y: number) => void;
  /** where the pointer is; null: it has left */
  readonly onPointer: (y: number | null) => void;
}

/** Right click and long press ask for an alert where they are. Stops when what it gives back is called. */
export function listenToGestures(element: HTMLElement, { onAsk, onPointer }: ChartGestures): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let press: { readonly x: number; readonly y: number; readonly timer: ReturnType<typeof setTimeout> } | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  const heightOf = (event: MouseEvent) => event.clientY - element.getBoundingClientRect().top;
  const point = (event: PointerEvent) => onPointer(isOnControl(event, OTHERS) ? null : heightOf(event));
  const endPress = () => {
    if (press) clearTimeout(press.timer);
    press = null;
  };
  const listen = <
    Name extends 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave' | 'contextmenu',
  >(
    name: Name,
    run: (event: HTMLElementEventMap[Name]) => void,
  ) => element.addEventListener(name, run, { signal, capture: true });
  listen('pointerdown', (event) => {
    point(event);
    endPress();
    if (event.pointerType === 'mouse' || isOnControl(event, ALL)) return;
    const y = heightOf(event);
    const timer = setTimeout(() => {
      endPress();
      askedAt = event.timeStamp + LONG_PRESS_MS;
      onAsk(y);
    }, LONG_PRESS_MS);
    press = { x: event.clientX, y: event.clientY, timer };
  });
  listen('pointermove', (event) => {
    point(event);
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > TREMBLE_PX) endPress();
  });
  listen('pointerup', endPress);
  listen('pointercancel', endPress);
  listen('pointerleave', (event) => {
    if (event.target !== element) return;
    endPress();
    if (event.pointerType === 'mouse') onPointer(null);
  });
  listen('contextmenu', (event) => {
    event.preventDefault();
    const isLongPress = press !== null || event.timeStamp - askedAt < SAME_PRESS_MS;
    if (!isLongPress && !isOnControl(event, ALL)) onAsk(heightOf(event));
  });
  return () => {
    endPress();
    listening.abort();
  };
}

function isOnControl(event: Event, controls: string): boolean {
  return event.target instanceof Element && event.target.closest(controls) !== null;
}
