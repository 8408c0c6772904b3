import { expect, test } from 'vitest';
import {
  FIRST_GAP_MS,
  LAST_GAP_MS,
  LAST_REFUSAL_PAUSE_MS,
  type MailThrottle,
  mailAt,
  OPEN_THROTTLE,
  throttleAfterMail,
  throttleAfterRefusal,
} from '../../../../domain/messages/mail-schedule.ts';
import { type Settings, settingsSchema } from '../../../../domain/people/person.ts';

const always = settingsSchema.parse({});
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();

test('the first mail leaves at once', () => {
  expect(mailAt(always, at('2026-11-22T10:00:00Z'), OPEN_THROTTLE)).toBe(at('2026-11-22T10:00:00Z'));
});

test('while mails keep coming the pause doubles up to a minute; a pause without a mail resets it', () => {
  let throttle = throttleAfterMail(OPEN_THROTTLE, 1_000_000);
  expect(throttle).toEqual({ openAt: 1_000_000 + FIRST_GAP_MS, gapMs: 5_000, refusals: 0, delay: null });
  const gaps: number[] = [];
  for (let mail = 0; mail < 6; mail += 1) {
    throttle = throttleAfterMail(throttle, throttle.openAt);
    gaps.push(throttle.gapMs);
  }
  expect(gaps).toEqual([10_000, 20_000, 40_000, 60_000, LAST_GAP_MS, LAST_GAP_MS]);
  expect(throttleAfterMail(throttle, throttle.openAt + 59_999).gapMs).toBe(LAST_GAP_MS);
  expect(throttleAfterMail(throttle, throttle.openAt + 60_000).gapMs).toBe(FIRST_GAP_MS);
});

test('the pause after a refusal doubles up to a maximum, and is reset by the first mail that leaves', () => {
  let throttle: MailThrottle = OPEN_THROTTLE;
  const pauses: number[] = [];
  for (let refusal = 0; refusal < 12; refusal += 1) {
    throttle = throttleAfterRefusal(throttle, { at: 0, detail: 'SES asks us to be slower' });
    pauses.push(throttle.openAt / 1_000);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  expect(throttle.openAt).toBe(LAST_REFUSAL_PAUSE_MS);
  expect(throttleAfterMail(throttle, throttle.openAt).refusals).toBe(0);
});

test('a delay begins with the first refusal in a row, has the latest reason, and lasts while the next mail is only tried', () => {
  const first = throttleAfterRefusal(OPEN_THROTTLE, { at: 1_000, detail: 'the sender is not verified' });
  const tried = throttleAfterMail(first, 3_000);
  expect(tried.delay).toEqual({ since: 1_000, detail: 'the sender is not verified' });
  const second = throttleAfterRefusal(tried, { at: 3_000, detail: 'the daily quota of mails is used up' });
  expect(second.delay).toEqual({ since: 1_000, detail: 'the daily quota of mails is used up' });
});

test.each<[string, Partial<Settings>, string, string]>([
  [
    'quiet hours over midnight, in the evening',
    { quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T22:00:00.000Z',
    '2026-11-23T07:00:00.000Z',
  ],
  [
    'quiet hours over midnight, in the morning',
    { quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T06:59:59.999Z',
    '2026-11-22T07:00:00.000Z',
  ],
  [
    'at their end mails leave again',
    { quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T07:00:00.000Z',
    '2026-11-22T07:00:00.000Z',
  ],
  [
    'on the person’s clock',
    { timeZone: 'Asia/Kolkata', quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T17:00:00.000Z',
    '2026-11-23T01:30:00.000Z',
  ],
  [
    'quiet hours that end at a time which clocks leave out end when clocks go forward: they show 03:00 then',
    { timeZone: 'Europe/Berlin', quietHours: { from: '22:00', to: '02:30' } },
    '2026-03-29T00:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
  ],
  [
    'quiet hours whose end clocks show twice, before the first',
    { timeZone: 'America/New_York', quietHours: { from: '23:00', to: '01:30' } },
    '2026-11-01T05:23:00.000Z',
    '2026-11-01T05:30:00.000Z',
  ],
  [
    'quiet hours whose end clocks show twice, between the two',
    { timeZone: 'America/New_York', quietHours: { from: '23:00', to: '01:30' } },
    '2026-11-01T06:23:00.000Z',
    '2026-11-01T06:30:00.000Z',
  ],
  [
    'quiet hours end when clocks go back to a time before them',
    { timeZone: 'America/New_York', quietHours: { from: '01:15', to: '05:00' } },
    '2026-11-01T05:40:00.000Z',
    '2026-11-01T06:00:00.000Z',
  ],
  [
    'quiet hours go on where clocks leave out all the time between two of them',
    { timeZone: 'Europe/Berlin', quietHours: { from: '02:45', to: '02:15' } },
    '2026-03-29T00:30:00.000Z',
    '2026-03-30T00:15:00.000Z',
  ],
  [
    'a daily digest at a time which clocks leave out leaves when they go forward',
    { timeZone: 'Europe/Berlin', digest: { every: 'day', at: '02:30' } },
    '2026-03-28T12:00:00.000Z',
    '2026-03-29T01:00:00.000Z',
  ],
  [
    'the hourly digest where clocks go back by half an hour',
    { timeZone: 'Australia/Lord_Howe', digest: { every: 'hour' } },
    '2026-04-04T14:40:00.000Z',
    '2026-04-04T15:30:00.000Z',
  ],
  [
    'a time zone that this system does not know is UTC',
    { timeZone: 'Mars/Olympus', quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T22:00:00.000Z',
    '2026-11-23T07:00:00.000Z',
  ],
  ['the hourly digest', { digest: { every: 'hour' } }, '2026-11-22T10:12:01.234Z', '2026-11-22T11:00:00.000Z'],
  [
    'the hourly digest at a full hour',
    { digest: { every: 'hour' } },
    '2026-11-22T11:00:00.000Z',
    '2026-11-22T11:00:00.000Z',
  ],
  [
    'the hourly digest where clocks are half an hour off',
    { timeZone: 'Asia/Kolkata', digest: { every: 'hour' } },
    '2026-11-22T10:12:01.234Z',
    '2026-11-22T10:30:00.000Z',
  ],
  [
    'the daily digest',
    { timeZone: 'America/New_York', digest: { every: 'day', at: '08:00' } },
    '2026-11-22T13:00:00.001Z',
    '2026-11-23T13:00:00.000Z',
  ],
  [
    'a daily digest within quiet hours leaves at their end',
    { digest: { every: 'day', at: '23:00' }, quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T12:00:00.000Z',
    '2026-11-23T07:00:00.000Z',
  ],
])('%s', (_, changes, since, expected) => {
  expect(iso(mailAt({ ...always, ...changes }, at(since), OPEN_THROTTLE))).toBe(expected);
});

test('a throttle that opens within quiet hours waits for their end', () => {
  const settings = { ...always, quietHours: { from: '22:00', to: '07:00' } };
  const openAt = at('2026-11-22T22:00:05Z');
  expect(iso(mailAt(settings, at('2026-11-22T21:59:58Z'), { openAt }))).toBe('2026-11-23T07:00:00.000Z');
});
