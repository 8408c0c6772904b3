import type { TransactItem, TransactionOutcome, WriteAll } from '../../adapters/dynamodb/write-transaction.ts';

interface MemoryPart {
  /** the condition of the part */
  readonly holds: () => boolean;
  readonly apply: () => void;
}

const parts = new WeakMap<TransactItem, MemoryPart>();

/** A part of a transaction over memory tables. */
export function memoryPart(apply: () => void, holds: () => boolean = () => true): TransactItem {
  const item: TransactItem = {};
  parts.set(item, { holds, apply });
  return item;
}

/** Applies all parts or, where a condition does not hold, none. `beforeWrite` lets another writer come first. */
export function memoryTransactions(beforeWrite: () => void = () => {}): WriteAll {
  return async (items): Promise<TransactionOutcome> => {
    if (items.length === 0) return { written: true };
    beforeWrite();
    const known = items.map(partOf);
    const failed = known.flatMap(({ holds }, index) => (holds() ? [] : [index]));
    if (failed.length > 0) return { written: false, failed };
    for (const { apply } of known) apply();
    return { written: true };
  };
}

function partOf(item: TransactItem): MemoryPart {
  const part = parts.get(item);
  if (!part) throw new Error('this part was not made by a memory table');
  return part;
}
