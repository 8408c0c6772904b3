import { expect, test } from 'vitest';
import { readMailEvent, UnreadableEventError } from '../../../../adapters/mail/read-mail-event.ts';
import { buildMailEvent, COMPLAINT, FULL_MAILBOX, PERMANENT_BOUNCE, SES_ID } from '../../../support/mail-events.ts';

const read = (eventType: string, more: Record<string, unknown> = {}) =>
  readMailEvent(JSON.stringify(buildMailEvent({ mailId: '01MAIL', eventType, more })));

test('an event holds our id of the mail, the id of SES, and the instant', () => {
  expect(read('Send')).toMatchObject({
    mailId: '01MAIL',
    sesId: SES_ID,
    takenAt: Date.UTC(2026, 10, 22, 12, 0, 0, 100),
  });
});

test.each([
  ['Send', {}, 'sent', SES_ID, null],
  ['Delivery', { delivery: { smtpResponse: '250 ok' } }, 'delivered', SES_ID, null],
  ['Bounce', PERMANENT_BOUNCE, 'bounced', 'Permanent, General: smtp; 550 5.1.1 user unknown', 'bounced'],
  ['Bounce', FULL_MAILBOX, 'bounced', 'Transient, MailboxFull: 5.2.2', null],
  ['Complaint', COMPLAINT, 'complained', 'abuse', 'complained'],
  ['Complaint', { complaint: {} }, 'complained', 'marked as spam', 'complained'],
  ['Reject', { reject: { reason: 'Bad content' } }, 'failed', 'SES rejected the mail: Bad content', null],
  [
    'Rendering Failure',
    { failure: { templateName: 't', errorMessage: 'Attribute x is not present' } },
    'failed',
    'SES could not make the mail: Attribute x is not present',
    null,
  ],
])('%s %o means that the delivery is %s', (eventType, more, state, detail, switchOff) => {
  expect(read(eventType, more)).toMatchObject({ state, detail, switchOff });
});

test('an address on the suppression list of SES, since it bounced before, is switched off', () => {
  const bounce = { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList', bouncedRecipients: [] };
  expect(read('Bounce', { bounce })).toMatchObject({
    detail: 'Permanent, OnAccountSuppressionList',
    switchOff: 'bounced',
  });
});

test('a mail without our tag is not ours', () => {
  expect(readMailEvent(JSON.stringify(buildMailEvent({ mailId: null, eventType: 'Send' })))).toMatchObject({
    mailId: null,
  });
});

test('what another mail server says is kept up to a maximum length', () => {
  const bouncedRecipients = [{ emailAddress: 'a@b', diagnosticCode: 'x'.repeat(10_000) }];
  const bounce = { bounceType: 'Undetermined', bounceSubType: 'Undetermined', bouncedRecipients };
  expect(read('Bounce', { bounce }).detail).toHaveLength(500);
});

test.each([
  ['no JSON', '{', 'event: is not JSON'],
  [
    'another service’s event',
    JSON.stringify({ time: '2026-11-22T12:00:01Z', detail: { state: 'running' } }),
    'detail.eventType',
  ],
  ['a kind that is not in use', JSON.stringify(buildMailEvent({ mailId: 'm', eventType: 'Open' })), 'eventType'],
  ['a bounce that says nothing', JSON.stringify(buildMailEvent({ mailId: 'm', eventType: 'Bounce' })), 'detail.bounce'],
])('%s can not be read, and the field is named', (_, body, field) => {
  expect(() => readMailEvent(body)).toThrow(UnreadableEventError);
  expect(() => readMailEvent(body)).toThrow(field);
});
