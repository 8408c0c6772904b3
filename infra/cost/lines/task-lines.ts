import { GUESSES } from '../assumptions.ts';
import { type BillPart, HOURS } from '../bill-line.ts';
import { SIZES } from '../load.ts';

/** The ingest task, wherever the market is. */
export const taskLines: BillPart = ({ ingestTasks, spot }) => [
  {
    about: `Ingest task, processor${spot ? ' (Spot)' : ''}`,
    price: spot ? 'spotCpuHour' : 'fargateCpuHour',
    quantity: ingestTasks * SIZES.taskCpu * HOURS,
  },
  {
    about: `Ingest task, memory${spot ? ' (Spot)' : ''}`,
    price: spot ? 'spotGbHour' : 'fargateGbHour',
    quantity: ingestTasks * SIZES.taskGb * HOURS,
  },
  {
    about: 'Its public address, instead of a NAT gateway',
    price: 'publicAddressHour',
    quantity: ingestTasks * HOURS,
  },
  { about: 'What it sends to the exchange', price: 'dataOutGb', quantity: GUESSES.taskSentGb },
  { about: 'Bundles of the task and the functions', price: 's3GbMonth', quantity: GUESSES.bundlesGb },
];
