import type { Log } from '../../adapters/log.ts';

/** For tests in which log lines are not the point. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
