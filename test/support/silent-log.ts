import type { Log } from '../../adapters/log.ts';

/** For tests that do not check log lines. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
