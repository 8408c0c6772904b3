export interface PlacedLabel {
  readonly key: string;
  /** px from the top of the pane */
  readonly y: number;
  /** 0 lies at the price axis; each further one lies left of it, where labels would cover each other */
  readonly column: number;
}

export interface PlacedLabels {
  readonly visible: readonly PlacedLabel[];
  /** how many lie outside of the pane */
  readonly above: number;
  readonly below: number;
}

export interface LabelPlace {
  readonly key: string;
  /** null: the chart has no scale yet */
  readonly y: number | null;
}

/** Labels of lines, which keep their height. `size`: height of a label, px. */
export function placeLabels(
  lines: readonly LabelPlace[],
  { height, size, columns }: { readonly height: number; readonly size: number; readonly columns: number },
): PlacedLabels {
  const known = lines.filter((line): line is { key: string; y: number } => line.y !== null);
  const inside = known.filter(({ y }) => y >= 0 && y <= height).sort((a, b) => a.y - b.y);
  const lastInColumn: number[] = [];
  const visible = inside.map(({ key, y }) => {
    const column = freeColumn(lastInColumn, y - size, columns);
    lastInColumn[column] = y;
    return { key, y, column };
  });
  return { visible, above: known.filter(({ y }) => y < 0).length, below: known.filter(({ y }) => y > height).length };
}

/** The first one whose last label ends above; when all are taken, the one whose last label is farthest up. */
function freeColumn(lastInColumn: readonly number[], end: number, columns: number): number {
  const lasts = Array.from({ length: columns }, (_, column) => lastInColumn[column] ?? Number.NEGATIVE_INFINITY);
  const free = lasts.findIndex((last) => last <= end);
  return free === -1 ? lasts.indexOf(Math.min(...lasts)) : free;
}
