import type { CandleTable } from '../../adapters/dynamodb/market/candle-table.ts';

/** What the task reads and writes of table `candles`. */
export type CandleStore = Pick<CandleTable, 'read' | 'writeHour' | 'writeDay' | 'writeHours' | 'writeDays'>;
