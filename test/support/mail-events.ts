/** SES events as EventBridge sends them to a queue. Shapes from the SES developer guide. */
const CONFIGURATION_SET = 'pricebell-mails';
export const SES_ID = '0102018f2c1b7d3e-7b5d1f0a-1d0e-4e35-8f0a-0a8f1c2d3e4f-000000';

const DETAIL_TYPES: Readonly<Record<string, string>> = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
  Reject: 'Email Rejected',
  'Rendering Failure': 'Email Rendering Failed',
};

export interface MailEventParts {
  /** null: a mail of another program */
  readonly mailId: string | null;
  readonly eventType: string;
  /** fields of this type of event, such as `{ bounce: … }` */
  readonly more?: Record<string, unknown>;
  /** when SES accepted the mail, ISO 8601 */
  readonly takenAt?: string;
}

export function buildMailEvent({ mailId, eventType, more = {}, takenAt }: MailEventParts) {
  const timestamp = takenAt ?? '2026-11-22T12:00:00.100Z';
  return {
    version: '0',
    id: '5d2a1f6c-0000-4000-8000-000000000001',
    'detail-type': DETAIL_TYPES[eventType] ?? eventType,
    source: 'aws.ses',
    account: '000000000000',
    time: '2026-11-22T12:00:01Z',
    region: 'eu-west-1',
    resources: [`arn:aws:ses:eu-west-1:000000000000:configuration-set/${CONFIGURATION_SET}`],
    detail: {
      eventType,
      mail: {
        timestamp,
        source: 'Pricebell <bell@pricebell.dev>',
        sourceArn: 'arn:aws:ses:eu-west-1:000000000000:identity/bell@pricebell.dev',
        sendingAccountId: '000000000000',
        messageId: SES_ID,
        destination: ['ada@example.com'],
        headersTruncated: false,
        headers: [{ name: 'To', value: 'ada@example.com' }],
        commonHeaders: { from: ['Pricebell <bell@pricebell.dev>'], to: ['ada@example.com'], messageId: SES_ID },
        tags: {
          'ses:operation': ['SendRawEmail'],
          'ses:configuration-set': [CONFIGURATION_SET],
          ...(mailId !== null && { 'pricebell-mail': [mailId] }),
        },
      },
      ...more,
    },
  };
}

export const PERMANENT_BOUNCE = {
  bounce: {
    feedbackId: '0102018f-1',
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      {
        emailAddress: 'ada@example.com',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ],
    timestamp: '2026-11-22T12:00:01.000Z',
    reportingMTA: 'dns; mta.example.com',
  },
};

export const FULL_MAILBOX = {
  bounce: {
    feedbackId: '0102018f-2',
    bounceType: 'Transient',
    bounceSubType: 'MailboxFull',
    bouncedRecipients: [{ emailAddress: 'ada@example.com', action: 'failed', status: '5.2.2' }],
    timestamp: '2026-11-22T12:00:01.000Z',
  },
};

export const COMPLAINT = {
  complaint: {
    feedbackId: '0102018f-3',
    complaintSubType: null,
    complainedRecipients: [{ emailAddress: 'ada@example.com' }],
    timestamp: '2026-11-22T12:00:02.000Z',
    userAgent: 'Yahoo!-Mail-Feedback/2.0',
    complaintFeedbackType: 'abuse',
    arrivalDate: '2026-11-22T12:00:02.000Z',
  },
};
