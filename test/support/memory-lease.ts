import type { LeaseRecord, LeaseTable } from '../../adapters/dynamodb/market/lease-table.ts';

/** The lease's item in memory, with the table's conditions; tests can read and change it. */
export interface MemoryLease extends LeaseTable {
  record: LeaseRecord;
  /** while set, the table throws */
  fault: Error | null;
  /** the next write succeeds, but its answer is lost */
  loseNextAnswer: boolean;
  reads: number;
}

export function memoryLease(record: Partial<LeaseRecord> = {}): MemoryLease {
  const check = () => {
    if (table.fault) throw table.fault;
  };
  const answer = (done: boolean) => {
    if (!table.loseNextAnswer) return done;
    table.loseNextAnswer = false;
    throw new Error('the answer was lost');
  };
  const table: MemoryLease = {
    record: { token: 0, beat: 0, owner: '', released: true, renewedAt: 0, checkpoint: null, ...record },
    fault: null,
    loseNextAnswer: false,
    reads: 0,
    async read() {
      table.reads += 1;
      check();
      return structuredClone(table.record);
    },
    async take(seen, owner, renewedAt) {
      check();
      const { token, beat, checkpoint } = table.record;
      if (token !== seen.token || beat !== seen.beat) return answer(false);
      table.record = { token: token + 1, beat: 0, owner, released: false, renewedAt, checkpoint };
      return answer(true);
    },
    async renew({ token, beat, released, renewedAt, checkpoint }) {
      check();
      const { record } = table;
      if (record.token !== token || record.beat > beat) return answer(false);
      table.record = { ...record, beat, released, renewedAt, checkpoint: checkpoint ?? record.checkpoint };
      return answer(true);
    },
  };
  return table;
}
