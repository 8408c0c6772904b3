import { GUESSES, WRITE_UNITS } from '../assumptions.ts';
import { type BillPart, DAYS, timesAMonth } from '../bill-line.ts';

/** Alerts, and what becomes of a fire: its trigger, its mail, what SES reports. */
export const alertLines: BillPart = ({ stage, alerts, mailsADay, webhookCallsADay, workQueues }) => {
  const fires = mailsADay * DAYS;
  const { move, fire, trigger, delivery } = WRITE_UNITS;
  const jobs = fires * (GUESSES.sendCallsAMail + GUESSES.eventsAMail) + webhookCallsADay * DAYS;
  return [
    {
      about: 'Alerts that move without a fire',
      price: 'dynamoWriteUnit',
      quantity: alerts * GUESSES.movesAnAlertAndDay * DAYS * move,
    },
    {
      about: 'Fires, triggers, deliveries',
      price: 'dynamoWriteUnit',
      quantity: fires * (fire + trigger + delivery),
    },
    { about: 'What a mail needs to know', price: 'dynamoReadUnit', quantity: fires * GUESSES.readUnitsAMail },
    { about: 'Mails', price: 'sesMail', quantity: fires },
    {
      about: `Queues: Lambda waits at ${workQueues} for jobs`,
      price: 'sqsRequest',
      quantity: workQueues * GUESSES.pollersOfAQueue * timesAMonth(GUESSES.pollMs),
    },
    { about: 'Queues: jobs', price: 'sqsRequest', quantity: jobs * GUESSES.requestsAJob },
    { about: 'All tables, stored', price: 'dynamoGbMonth', quantity: GUESSES.storedGb },
    ...(stage === 'production'
      ? [
          {
            about: 'All tables, backed up for 35 days',
            price: 'dynamoBackupGbMonth' as const,
            quantity: GUESSES.storedGb,
          },
        ]
      : []),
  ];
};
