import type { CanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';

/** Where no canary can fire. */
export const noCanary: Pick<CanaryTable, 'writeFire'> = {
  writeFire: () => Promise.reject(new Error('there is no canary')),
};
