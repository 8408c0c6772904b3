import type { IPrimitivePaneRenderer } from 'lightweight-charts';

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];
type Bitmap = Parameters<Parameters<Target['useBitmapCoordinateSpace']>[0]>[0];

/** Draws in device pixels: lines are sharp on every screen. */
export function inBitmap(draw: (bitmap: Bitmap) => void): IPrimitivePaneRenderer {
  return { draw: (target) => target.useBitmapCoordinateSpace(draw) };
}
