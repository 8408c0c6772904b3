import type { SourceChange } from '../run-mutation.ts';

const SEND = 'functions/send-mails/send-mail.ts';
const WAITING = 'functions/send-mails/send-waiting-messages.ts';
const WAKE_UPS = 'adapters/queues/wake-ups.ts';
const CALLS = 'functions/call-webhooks/call-waiting.ts';
const DELIVERY = 'domain/messages/next-delivery.ts';
const MUTES = 'functions/dispatch-messages/find-mute.ts';
const FIRE_HOUR = 'domain/messages/fire-hour.ts';

/** Bugs put into the code of deliveries on purpose: the simulated worlds must notice each. */
export const DELIVERY_MUTATIONS: readonly SourceChange[] = [
  {
    name: 'a mail is recorded as taken before it is sent',
    file: SEND,
    find: '  const outcome = await deps.email.send(email);',
    replace: `  await record(included, { kind: 'taken', at: deps.now(), detail: 'early' }, deps);
  const outcome = await deps.email.send(email);`,
  },
  {
    name: 'the delivery log is written even if another writer was faster',
    file: 'adapters/dynamodb/messages/delivery-log.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what stands in the source
    find: 'ConditionExpression: `${path}.#state = :state AND ${path}.#at = :at AND ${path}.attempts = :attempts`,',
    replace: '',
  },
  {
    name: 'the throttle is ignored',
    file: WAITING,
    find: 'if (at > now) return deps.wakeUps.schedule({ person }, { at, wakeUpAt: throttle.wakeUpAt });',
    replace: '',
  },
  {
    name: 'no wake-up is sent',
    file: WAKE_UPS,
    find: '      await queue.send({ ...target, at: wantedAt }, wantedAt - sentAt);\n',
    replace: '',
  },
  {
    name: 'a mail that waits for the sender to be verified is refused for good',
    file: 'adapters/mail/email-outcome.ts',
    find: "    outcome: 'not-now',\n    reason: explainUnverified,",
    replace: "    outcome: 'refused',\n    reason: explainUnverified,",
  },
  {
    name: 'the mails of a person seem delayed for ever',
    file: WAITING,
    find: 'return reserved.delay && isOver ? { ...reserved, delay: null } : reserved;',
    replace: 'return reserved;',
  },
  {
    name: 'an uncertain mail is sent again at once',
    file: DELIVERY,
    find: "if (state === 'uncertain' && event.at < at + event.waitMs) return unchanged('waits-for-an-event');",
    replace: '',
  },
  {
    name: 'a mail whose outcome could not be recorded is forgotten',
    file: SEND,
    find: 'mail.claimed.filter((it) => !unrecorded.includes(it))',
    replace: 'mail.claimed',
  },
  {
    name: 'a wake-up that is recorded after it has come is waited for',
    file: 'adapters/dynamodb/messages/wake-up-table.ts',
    find: 'return [notedAt, laterAt].find((at) => at > takenAt) ?? 0;',
    replace: 'return takenAt === 0 || notedAt > takenAt ? notedAt : notedAt + 1;',
  },
  {
    name: 'quiet hours are looked up for the time when a message came',
    file: WAITING,
    find: 'const openAt = Math.max(throttle.openAt, now);',
    replace: 'const { openAt } = throttle;',
  },
  {
    name: 'a claim that has run out counts as never made',
    file: DELIVERY,
    find: "const next: Delivery = { ...delivery, state: 'uncertain', at: now, detail, claimedUntil: null, isRepeat: true };",
    replace: "const next: Delivery = { ...delivery, state: 'queued', at: now, detail, claimedUntil: null };",
  },
  {
    name: 'a second mail does not say that it may be the second',
    file: 'functions/send-mails/look-up-recipient.ts',
    find: 'isRepeat: claimed.some(({ delivery }) => delivery.isRepeat),',
    replace: 'isRepeat: false,',
  },
  {
    name: 'what a receiver put off for its limit is not sent again',
    file: CALLS,
    find: "if (outcome === 'no-turn') hasTurns = false;",
    replace: "if (outcome === 'no-turn') await deps.calls.remove(target, call);",
  },
  {
    name: 'a wake-up of a webhook has come before its calls are made, and what came meanwhile is not looked for',
    file: CALLS,
    find: '  if (next) await deps.webhookOutbox.wake(target, next.dueAt);\n',
    replace: '',
  },
  {
    name: 'a webhook is woken up, and what is to wait for it is not stored',
    file: 'adapters/queues/webhook-outbox.ts',
    find: '      await calls.add(target, { messageId: message.id, firedAt, dueAt });\n',
    replace: '',
  },
  {
    name: 'the fires of a muted alert are sent',
    file: 'functions/dispatch-messages/messages-of.ts',
    find: 'why === null ? queuedDelivery(channel, at) : suppressedDelivery(channel, at, why)',
    replace: 'queuedDelivery(channel, at)',
  },
  {
    name: 'nobody is notified of a mute',
    file: MUTES,
    find: 'const isFirst = !mutes.has(name);',
    replace: 'const isFirst = false;',
  },
  {
    name: 'an hour is counted from its second fire, which is the first that has one before it',
    file: MUTES,
    find: 'const starts = await startsOf({ person, alertId, hour }, sequence - 1);',
    replace: 'const starts = await startsOf({ person, alertId, hour }, sequence);',
  },
  {
    name: 'a fire of the hour before counts too',
    file: FIRE_HOUR,
    find: 'return Math.floor(instant / HOUR_MS) * HOUR_MS;',
    replace: 'return Math.floor(instant / (24 * HOUR_MS)) * 24 * HOUR_MS;',
  },
  {
    name: 'after the person has ended a mute, fires are counted from the start of the hour all the same',
    file: FIRE_HOUR,
    find: 'starts.findLast((it) => it <= sequence)',
    replace: 'starts.find((it) => it <= sequence)',
  },
  {
    name: 'the second mute of an alert has the name of the first',
    file: 'domain/messages/notice.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what stands in the source
    find: 'return `${content.kind}:${content.alertId}:${content.countedFrom}`;',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what stands in the source
    replace: 'return `${content.kind}:${content.alertId}:1`;',
  },
];
