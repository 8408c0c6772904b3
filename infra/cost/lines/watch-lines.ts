import { EVERY_MS, GUESSES, WRITE_UNITS } from '../assumptions.ts';
import { type BillPart, DAYS, timesAMonth } from '../bill-line.ts';
import { type Load, SIZES } from '../load.ts';
import { canaryFires } from './call-lines.ts';

const GB = 1_000_000_000;

/** What shows how the system does. */
export const watchLines: BillPart = (load) => {
  const logs = logGb(load);
  return [
    { about: 'Logs', price: 'logGb', quantity: logs },
    { about: 'Logs, kept for 30 days', price: 'logGbMonth', quantity: logs * GUESSES.keptShareOfLogs },
    { about: 'Canary: what it writes', price: 'dynamoWriteUnit', quantity: canaryFires() * WRITE_UNITS.canaryFire },
    {
      about: 'Canary: what it reads',
      price: 'dynamoReadUnit',
      quantity: timesAMonth(EVERY_MS.canaryRun) * GUESSES.readUnitsACanaryRun,
    },
    { about: 'Alarms', price: 'alarm', quantity: load.alarmedMetrics },
    { about: 'Metrics', price: 'metric', quantity: SIZES.metrics },
    { about: 'Mails about alarms', price: 'notificationMail', quantity: GUESSES.alarmMails },
  ];
};

function logGb(load: Load): number {
  const deliveries = (load.mailsADay + load.webhookCallsADay) * DAYS + canaryFires();
  const requests = load.apiCallsADay * DAYS;
  const lines = timesAMonth(EVERY_MS.logLine) * load.ingestTasks;
  const bytes =
    deliveries * GUESSES.logBytesADelivery + requests * GUESSES.accessLogBytes + lines * GUESSES.logBytesALine;
  return bytes / GB;
}
