/** An alert or a group that a person paused, with the version that it had then. */
export interface PausedItem {
  readonly id: string;
  readonly version: number;
}

/** What one press of "Pause" paused: what was paused before, or can't be, is not in it. So "Resume" brings back exactly these. */
export interface PausedSet {
  /** whose it is */
  readonly person: string;
  /** ms */
  readonly at: number;
  readonly items: readonly PausedItem[];
}

/** The version by now; null when it is gone or is not paused. */
export type VersionOf = (id: string) => number | null;

/** What has been changed, resumed or deleted since is left out: the person has decided something else about it. Null when nothing is left. */
export function stillPaused(set: PausedSet | null, person: string, versionOf: VersionOf): PausedSet | null {
  if (set === null || set.person !== person) return null;
  const items = set.items.filter(({ id, version }) => versionOf(id) === version);
  return items.length === 0 ? null : { ...set, items };
}

/** The ones of a selection that "Resume" brings back: those of the set where the selection has any of them, else all. */
export function toResume(selected: readonly string[], set: PausedSet | null): readonly string[] {
  const paused = new Set(set?.items.map(({ id }) => id));
  const ofSet = selected.filter((id) => paused.has(id));
  return ofSet.length > 0 ? ofSet : selected;
}

export function writePausedSet(set: PausedSet): string {
  return JSON.stringify(set);
}

/** Null for what no version of the page has written. */
export function readPausedSet(text: string | null): PausedSet | null {
  try {
    const set: unknown = JSON.parse(text ?? 'null');
    return isPausedSet(set) ? set : null;
  } catch {
    return null;
  }
}

function isPausedSet(set: unknown): set is PausedSet {
  if (typeof set !== 'object' || set === null) return false;
  const { person, at, items } = set as Partial<Record<keyof PausedSet, unknown>>;
  return typeof person === 'string' && typeof at === 'number' && Array.isArray(items) && items.every(isPausedItem);
}

function isPausedItem(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const { id, version } = item as Partial<Record<keyof PausedItem, unknown>>;
  return typeof id === 'string' && typeof version === 'number';
}
