/**
 * What happens to a line while a person moves it. `from`: the level that is stored; `level`: the one that is shown.
 * - `rest`: nobody moves it.
 * - `pressed`: a pointer is down on its grip and has not moved yet: letting go opens the alert.
 * - `moving`: by a pointer or by keys; nothing is sent.
 * - `saving`: the level is sent; the answer ends it.
 */
export type LineDrag =
  | { readonly kind: 'rest' }
  | { readonly kind: 'pressed'; readonly from: string }
  | { readonly kind: 'moving'; readonly from: string; readonly level: string; readonly by: 'pointer' | 'keys' }
  | { readonly kind: 'saving'; readonly from: string; readonly level: string };

export type DragEvent =
  | { readonly type: 'press'; readonly level: string }
  | { readonly type: 'move'; readonly level: string }
  | { readonly type: 'step'; readonly from: string; readonly level: string }
  | { readonly type: 'release' }
  /** Escape, a lost pointer, or the alert is gone */
  | { readonly type: 'cancel' }
  | { readonly type: 'answered' };

export const AT_REST: LineDrag = { kind: 'rest' };

export function nextDrag(drag: LineDrag, event: DragEvent): LineDrag {
  switch (event.type) {
    case 'press':
      return drag.kind === 'rest' ? { kind: 'pressed', from: event.level } : drag;
    case 'move':
      return moved(drag, event.level);
    case 'step':
      return stepped(drag, event);
    case 'release':
      return released(drag);
    case 'cancel':
      return drag.kind === 'saving' ? drag : AT_REST;
    case 'answered':
      return drag.kind === 'saving' ? AT_REST : drag;
  }
}

function moved(drag: LineDrag, level: string): LineDrag {
  if (drag.kind === 'pressed') return { kind: 'moving', from: drag.from, level, by: 'pointer' };
  return drag.kind === 'moving' && drag.by === 'pointer' ? { ...drag, level } : drag;
}

function stepped(drag: LineDrag, { from, level }: { readonly from: string; readonly level: string }): LineDrag {
  if (drag.kind === 'rest') return { kind: 'moving', from, level, by: 'keys' };
  return drag.kind === 'moving' && drag.by === 'keys' ? { ...drag, level } : drag;
}

/** A level that is where it was needs no request. */
function released(drag: LineDrag): LineDrag {
  if (drag.kind === 'saving') return drag;
  if (drag.kind !== 'moving' || drag.level === drag.from) return AT_REST;
  return { kind: 'saving', from: drag.from, level: drag.level };
}

/** The level that is shown: of a line at rest the stored one. */
export function shownLevel(drag: LineDrag, stored: string): string {
  return drag.kind === 'moving' || drag.kind === 'saving' ? drag.level : stored;
}
