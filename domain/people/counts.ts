/** A number of things, or the things themselves by name. */
export type Count = number | ReadonlySet<string>;
export type Counts = Readonly<Record<string, Count>>;

/** What a request does to one count. */
export interface CountChange {
  /** to a number: how many more, negative for fewer; to a set: its new members */
  readonly add?: number | readonly string[];
  /** from a set */
  readonly remove?: readonly string[];
  /** the most that there may be afterwards, if the change makes it grow; whoever has more keeps them */
  readonly most: number;
}
/** By the name of the count. */
export type CountChanges = Readonly<Record<string, CountChange>>;

export function sizeOf(count: Count | undefined): number {
  return typeof count === 'number' ? count : (count?.size ?? 0);
}

/** Those of `names` that the set lacks. */
export function newMembers(count: Count | undefined, names: readonly string[]): string[] {
  const present = typeof count === 'object' ? count : new Set();
  return [...new Set(names)].filter((name) => !present.has(name));
}

/** The counts after the changes. A number never falls below 0. */
export function changeCounts(counts: Counts, changes: CountChanges): Counts {
  const changed = Object.entries(changes).map(([name, change]) => [name, changeCount(counts[name], change)] as const);
  return { ...counts, ...Object.fromEntries(changed) };
}

function changeCount(count: Count | undefined, { add = 0, remove = [] }: CountChange): Count {
  if (typeof add === 'number' && remove.length === 0) return Math.max(0, sizeOf(count) + add);
  const members = new Set(typeof count === 'object' ? count : []);
  for (const name of typeof add === 'number' ? [] : add) members.add(name);
  for (const name of remove) members.delete(name);
  return members;
}

/** The names of the counts that the changes would make grow past their most. */
export function countsOverMost(counts: Counts, changes: CountChanges): string[] {
  const after = changeCounts(counts, changes);
  return Object.entries(changes).flatMap(([name, { most }]) => {
    const size = sizeOf(after[name]);
    return size > most && size > sizeOf(counts[name]) ? [name] : [];
  });
}
