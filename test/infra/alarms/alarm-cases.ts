import type { Samples, Series } from './evaluate-alarm.ts';

/** What sets an alarm off, and the nearest that does not: the newest period is the last, and null is a period without a value. */
export interface AlarmCase {
  readonly goesOff: Series;
  readonly staysQuiet: Series;
}

/** So many periods alike. */
function times(count: number, samples: Samples[number]): Samples {
  return Array.from({ length: count }, () => samples);
}

const FIRST_MESSAGE: AlarmCase = { goesOff: [0, 0, 1], staysQuiet: [0, null, 0] };

/** By the alarm's id in the template. Every alarm has one. */
export const ALARM_CASES: Readonly<Record<string, AlarmCase>> = {
  // no task reports anything; a task stands by at first, and watches in the third minute
  IngestNobodyWatches: { goesOff: [[1, 0], ...times(7, null)], staysQuiet: [1, 0, 0, [0, 1], 0, 0] },
  IngestCoinsUnseen: { goesOff: times(10, 2), staysQuiet: [...times(9, 2), 0, ...times(9, 2)] },
  IngestTradesMissed: { goesOff: [0, [0, 1]], staysQuiet: times(5, 0) },
  JudgingIsLate: { goesOff: [200, 60_000, 60_000], staysQuiet: [60_000, 59_999, 600_000] },
  // half of 24 h

  // one crash after another, of whatever function; two of them
  ReadFunctionLogs: { goesOff: [null, [1, 1, 1]], staysQuiet: [[1, 1], null, [1, 1]] },
  // a job of a queue, every minute; a bad moment of the tables
  RecordsKeepFailing: {
    goesOff: [null, [1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1]],
    staysQuiet: [...times(2, 500), [1, 1], ...times(2, 500)],
  },

  ApiFails: {
    goesOff: { requests: [100, 100, 10], failed: [5, 0, 5] },
    // one of two requests; one in 21; one bad period
    staysQuiet: { requests: [2, 104, 100, 4, null, 100], failed: [1, 5, 50, 4, null, 4] },
  },
  ApiIsSlow: {
    goesOff: times(3, [40, 40, 40, 40, 40, 40, 40, 40, 2_000, 2_000]),
    // one in eleven; two periods
    staysQuiet: [...times(3, [40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 9_000]), 2_000, 2_000],
  },

  RedriveMails: FIRST_MESSAGE,
  RedriveWebhooks: FIRST_MESSAGE,
  RedriveMailEvents: FIRST_MESSAGE,
  ReadSetAside: FIRST_MESSAGE,
  // nothing is reported while mails leave in time; SES takes none, and an attempt is made every quarter of an hour
  MailsAreLate: {
    goesOff: [null, null, [62_000, 126_000], 254_000, null, 1_200_000, null, null],
    staysQuiet: [null, 1_199_999, null, null, 1_199_999, ...times(6, null)],
  },
  // a job that keeps failing is either waiting or being handled; a burst of mails comes to an end
  MailsPileUp: {
    goesOff: { visible: [0, 1, 0, 0, 1, 0], inFlight: [1, 0, 1, 2, 0, [1, 2, 1]] },
    staysQuiet: { visible: [40, 80, 70, 20, 3, [1, 0]], inFlight: [2, 2, 2, 2, 2, [0, 2]] },
  },
  VerifyMailAddress: { goesOff: [null, 1, null, null], staysQuiet: [null, 0, null] },
  LoopStopped: { goesOff: [null, [1, 2]], staysQuiet: [null, 0, null] },
  StreamsAreLate: {
    goesOff: { dispatchMessages: [400, 90], notifyOutages: [null, 300_000] },
    staysQuiet: { dispatchMessages: [299_999, null], notifyOutages: [null, 299_999] },
  },
  StopAndLookAtBounces: { goesOff: [[0.01, 0.05]], staysQuiet: [0.049] },
  StopAndLookAtComplaints: { goesOff: [0.001], staysQuiet: [0.0009] },

  // a run that Lambda repeats may find that it has fired since
  CanaryIsLate: { goesOff: [0, 0, 0, 1, [0, 1], 1], staysQuiet: [0, 0, 1, 1, 0, null, 0, 1, 1, 0] },

  // 5 requests a second
  ManyRequests: { goesOff: [10, 1_500, 1_500, 1_500], staysQuiet: [1_500, 1_500, 1_499, 1_500, 1_500] },
  RequestsThrottled: { goesOff: [[60, 40]], staysQuiet: [99, 99] },
  RequestsRefused: { goesOff: [3_000], staysQuiet: [2_999, 2_999] },
  FunctionsThrottled: { goesOff: [[4, 6]], staysQuiet: [9, 9] },
};
