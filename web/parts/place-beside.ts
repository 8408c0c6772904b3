const GAP_PX = 4;

/** Puts a popover under its anchor, `align`ed with its start or end, or above it where there is no space, and within the window. */
export function placeBeside(popover: HTMLElement, anchor: HTMLElement, align: 'start' | 'end' = 'end'): void {
  const around = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const { innerWidth, innerHeight } = window;
  const below = around.bottom + GAP_PX;
  const top = below + height > innerHeight ? Math.max(GAP_PX, around.top - GAP_PX - height) : below;
  const wanted = align === 'start' ? around.left : around.right - width;
  const left = Math.min(Math.max(GAP_PX, wanted), innerWidth - width - GAP_PX);
  Object.assign(popover.style, { inset: 'auto', top: `${top}px`, left: `${left}px` });
}
