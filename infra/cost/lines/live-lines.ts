import { GUESSES } from '../assumptions.ts';
import type { BillPart } from '../bill-line.ts';
import { framesAMonth, viewerHours } from './call-lines.ts';

const GB = 1_000_000_000;
const HOUR_MINUTES = 60;

/** What viewers with an open socket cost beside the calls of the functions. One at a time: each more has its own frames. */
export const liveLines: BillPart = (load) => {
  const frames = load.tickShards * framesAMonth(load);
  const messages = frames + viewerHours(load) * GUESSES.socketMessagesAnHour;
  return [
    { about: 'Live page: messages', price: 'socketMessage', quantity: messages },
    { about: 'Live page: open sockets', price: 'socketMinute', quantity: viewerHours(load) * HOUR_MINUTES },
    { about: 'Live page: frames sent', price: 'dataOutGb', quantity: (frames * GUESSES.frameBytes) / GB },
    { about: 'Live page: what is read', price: 'dynamoReadUnit', quantity: frames * GUESSES.pushReadUnits },
  ];
};
