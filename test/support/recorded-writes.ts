import type { MemoryTables } from './memory-tables.ts';

/** What a name begins with that only reads. Whatever else answers later is taken for a write. */
const READS = /^(read|list|get$|count$|by[A-Z]|first|has)/;

/**
 * The same tables; `writes` gets the name of each call that may write (`people.switchMailOff`). A part of a transaction is no write
 * until the transaction is.
 */
export function recordWrites(tables: MemoryTables, writes: string[]): MemoryTables {
  const recorded = Object.entries(tables).map(([name, table]) => [
    name,
    typeof table === 'function' ? recordCall(name, table, writes) : recordTable(name, table, writes),
  ]);
  return { ...tables, ...Object.fromEntries(recorded) };
}

function recordTable(table: string, methods: object, writes: string[]): object {
  const recorded = Object.entries(methods).map(([name, method]) => [
    name,
    READS.test(name) || typeof method !== 'function' ? method : recordCall(`${table}.${name}`, method, writes),
  ]);
  return Object.fromEntries(recorded);
}

type Call = (...values: never[]) => unknown;

function recordCall(name: string, call: Call, writes: string[]): Call {
  return (...values) => {
    const answer = call(...values);
    const isEmpty = Array.isArray(values[0]) && Object.keys(values[0]).length === 0;
    if (answer instanceof Promise && !isEmpty) writes.push(name);
    return answer;
  };
}
