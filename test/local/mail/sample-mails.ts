import type { Email } from '../../../adapters/mail/email-sender.ts';
import { isNotice, type Message } from '../../../domain/messages/message.ts';
import type { Trigger } from '../../../domain/messages/trigger.ts';
import type { Condition } from '../../../domain/rules/condition.ts';
import { type DrawnChart, drawChart } from '../../../functions/send-mails/chart/draw-chart.ts';
import { padPrice } from '../../../text/format/pad-prices.ts';
import { formatMail } from '../../../text/mail/format-mail.ts';
import { buildCrossingRule } from '../../support/crossing-rule.ts';
import { buildDay, buildRecipient, buildTriggerAt, EXPIRED, NOON, NOTICES } from '../../support/mails.ts';

/** As long as a real address with its signed token. */
const address = (name: string) =>
  `https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/api/links/${name.padEnd(420, 'x')}`;

function chartOf({ trade, level }: Trigger): DrawnChart | null {
  return drawChart(buildDay(NOON), { level: Number(level), at: trade.time, price: trade.price });
}

function write(messages: readonly [Message, ...Message[]], chart: DrawnChart | null = null, isRepeat = false): Email {
  const ids = messages.map((message) => (isNotice(message) ? EXPIRED : message.alertId));
  const recipient = buildRecipient({
    timeZone: 'Europe/Berlin',
    decimalsOf: () => 2,
    links: { alerts: new Map(ids.map((id) => [id, address(id)])), unsubscribe: address('stop') },
    isRepeat,
    chart: chart?.labels ?? null,
  });
  const images = chart ? [{ cid: chart.labels.cid, png: chart.png }] : [];
  return { to: 'ada@example.com', ...formatMail(messages, recipient), headers: {}, images, mailId: 'mail-1' };
}

const hops = {
  tradeAt: NOON + 1_000,
  receivedAt: NOON + 1_085,
  publishedAt: NOON + 1_125,
  evaluatedAt: NOON + 1_185,
  clockOffsetMs: -12,
};
const rise = buildTriggerAt(1, {
  previousTrade: { id: 3_412_845_000, time: NOON + 987, price: '64999.9', quantity: '0.0132' },
  note: 'Take a third off the table, then set the next alert at 68,000 & tell Bob <3',
  hops,
  dispatchedAt: NOON + 1_215,
});

const change: Condition = { metric: 'change-1h', op: 'above', level: '-2.5' };
const fall = buildTriggerAt(2, {
  feed: 'simulator',
  reason: 'crossed-down',
  rule: buildCrossingRule({
    all: [
      change,
      { metric: 'price', op: 'crosses-below', level: '65000' },
      { metric: 'volume-24h', op: 'above', level: '1000000000' },
    ],
    repeat: { mode: 'every-time', cooldownSeconds: 3_600 },
  }),
  values: { price: '64998.7', 'change-1h': '-1.23456789012345', 'volume-24h': '1234567890.12' },
  value: '64998.7',
  trade: { id: 3_412_845_002, time: NOON + 2_000, price: '64998.7', quantity: '0.25' },
  previousTrade: { id: 3_412_845_001, time: NOON + 1_000, price: '65001.2', quantity: '0.5' },
  recovered: true,
  hops: {
    tradeAt: NOON,
    receivedAt: NOON + 75_000,
    publishedAt: NOON + 75_040,
    evaluatedAt: NOON + 75_101,
    clockOffsetMs: 0,
  },
  dispatchedAt: NOON + 75_140,
});

const seven: readonly [Message, ...Message[]] = [
  rise,
  fall,
  ...[3, 4, 5].map((index) => {
    const level = padPrice(`${65_000 + index * 100}`, 2);
    const condition: Condition = { metric: 'price', op: 'crosses-above', level };
    const value = `${65_000 + index * 100}.7`;
    return buildTriggerAt(index, {
      level,
      value,
      rule: buildCrossingRule({ condition }),
      ...(index === 4 && { note: 'half out' }),
    });
  }),
  NOTICES.back,
  NOTICES.expired,
];

/** Every kind of mail, by name. */
export const SAMPLE_MAILS: Readonly<Record<string, Email>> = {
  single: write([rise], chartOf(rise)),
  'simulator-repeat': write([fall], chartOf(fall), true),
  'list-of-seven': write(seven),
  'coin-dark': write([NOTICES.dark]),
  'coin-back': write([NOTICES.back]),
  'alert-expired': write([NOTICES.expired]),
  'alert-muted': write([NOTICES.muted]),
  'channel-refused': write([NOTICES.refused]),
  'channel-slow': write([NOTICES.slow]),
  'channel-disabled': write([NOTICES.disabled]),
};
