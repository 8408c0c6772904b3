import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryState,
  isDone,
  queuedDelivery,
} from '../../../../domain/messages/delivery.ts';
import {
  CLAIM_MS,
  type DeliveryEvent,
  nextDelivery,
  UNCERTAIN_WAIT_MS,
} from '../../../../domain/messages/next-delivery.ts';

const CAME_AT = 1_000;
/** After any claim or wait of a delivery that came at `CAME_AT`. */
const LATER = 10_000_000;

function deliveryIn(state: DeliveryState): Delivery {
  const isTried = state !== 'queued' && state !== 'suppressed';
  return {
    channel: 'email',
    state,
    at: CAME_AT,
    detail: null,
    attempts: isTried ? 1 : 0,
    deferrals: 0,
    claimedUntil: state === 'sending' ? CAME_AT + CLAIM_MS : null,
    mailId: isTried ? 'mail-1' : null,
    isRepeat: state === 'uncertain',
  };
}

const claim = (at: number, mailId = 'mail-2'): DeliveryEvent => ({
  kind: 'claim',
  at,
  mailId,
  waitMs: UNCERTAIN_WAIT_MS,
});
const answer = (kind: 'taken' | 'refused' | 'not-now' | 'deferred' | 'no-answer'): DeliveryEvent => ({
  kind,
  at: LATER,
  detail: 'why',
});
const report = (
  state: 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed',
  mailId = 'mail-1',
): DeliveryEvent => ({
  kind: 'reported',
  at: LATER,
  state,
  mailId,
  detail: 'why',
});
const switchOff: DeliveryEvent = { kind: 'switched-off', at: LATER, detail: 'why' };

/** From docs/decisions/0012: which state follows which by what event. A state that is not named stays. */
const TABLE: readonly [string, DeliveryEvent, Partial<Record<DeliveryState, DeliveryState>>][] = [
  [
    'a claim, after other claims and waits',
    claim(LATER),
    { queued: 'sending', sending: 'uncertain', uncertain: 'sending' },
  ],
  ['a claim, during other claims and waits', claim(CAME_AT + 1), { queued: 'sending' }],
  ['taken', answer('taken'), { sending: 'sent' }],
  ['refused', answer('refused'), { sending: 'failed' }],
  ['not now', answer('not-now'), { sending: 'queued' }],
  ['deferred', answer('deferred'), { sending: 'queued' }],
  ['no answer', answer('no-answer'), { sending: 'uncertain' }],
  ['the channel is switched off', switchOff, { queued: 'suppressed', sending: 'uncertain' }],
  ['an event of another mail', report('delivered', 'mail-0'), {}],
  ['reported sent', report('sent'), { sending: 'sent', uncertain: 'sent' }],
  ['reported delivered', report('delivered'), { sending: 'delivered', uncertain: 'delivered', sent: 'delivered' }],
  [
    'reported bounced',
    report('bounced'),
    { sending: 'bounced', uncertain: 'bounced', sent: 'bounced', delivered: 'bounced' },
  ],
  [
    'reported complained',
    report('complained'),
    {
      sending: 'complained',
      uncertain: 'complained',
      sent: 'complained',
      delivered: 'complained',
      bounced: 'complained',
    },
  ],
  ['reported failed', report('failed'), { sending: 'failed', uncertain: 'failed', sent: 'failed' }],
];

describe.each(TABLE)('%s', (_, event, follows) => {
  test.each(DELIVERY_STATES)('on a delivery that is %s', (state) => {
    const { next } = nextDelivery(deliveryIn(state), event);
    expect(next?.state ?? null).toBe(follows[state] ?? null);
    if (next) expect(next.at).toBe(event.at);
  });
});

test('a claim counts an attempt, names its mail and ends 40 s later', () => {
  expect(nextDelivery(queuedDelivery('email', CAME_AT), claim(5_000))).toEqual({
    reason: 'claimed',
    next: {
      ...{ channel: 'email', state: 'sending', at: 5_000, detail: null, attempts: 1, deferrals: 0 },
      ...{ claimedUntil: 45_000, mailId: 'mail-2', isRepeat: false },
    },
  });
});

test('a claim holds to its last millisecond, and runs out with the next', () => {
  const sending = deliveryIn('sending');
  expect(nextDelivery(sending, claim(CAME_AT + 40_000)).reason).toBe('held');
  expect(nextDelivery(sending, claim(CAME_AT + 40_001)).reason).toBe('claim-ran-out');
});

test('an uncertain delivery waits 90 s for an event, and then a second mail may be sent', () => {
  const uncertain = nextDelivery(deliveryIn('sending'), answer('no-answer')).next ?? deliveryIn('queued');
  expect(nextDelivery(uncertain, claim(LATER + 89_999)).reason).toBe('waits-for-an-event');
  expect(nextDelivery(uncertain, claim(LATER + 90_000))).toMatchObject({
    reason: 'claimed',
    next: { attempts: 2, isRepeat: true },
  });
});

test('an attempt that was certainly not made does not make the next one a repeat', () => {
  expect(nextDelivery(deliveryIn('sending'), answer('not-now')).next).toMatchObject({
    isRepeat: false,
    claimedUntil: null,
  });
});

test('a delivery that may have been sent once is never suppressed', () => {
  const queuedAgain = { ...deliveryIn('queued'), attempts: 1, isRepeat: true };
  expect(nextDelivery(queuedAgain, switchOff).next).toMatchObject({ state: 'uncertain', detail: 'why' });
});

test('a sender has nothing to do for a delivery that is done', () => {
  expect(DELIVERY_STATES.filter((state) => !isDone(deliveryIn(state)))).toEqual(['queued', 'sending', 'uncertain']);
});

const detail = fc.constant('why');
const eventArbitrary: fc.Arbitrary<(at: number) => DeliveryEvent> = fc.oneof(
  fc.nat(3).map((mail) => (at: number) => claim(at, `mail-${mail}`)),
  fc
    .record({
      kind: fc.constantFrom(...(['taken', 'refused', 'not-now', 'deferred', 'no-answer'] as const)),
      detail,
    })
    .map((event) => (at: number) => ({ ...event, at })),
  fc.constant((at: number) => ({ ...switchOff, at })),
  fc
    .record({
      kind: fc.constant('reported' as const),
      state: fc.constantFrom('sent' as const, 'delivered' as const, 'bounced' as const, 'complained' as const),
      mailId: fc.nat(3).map((mail) => `mail-${mail}`),
      detail,
    })
    .map((event) => (at: number) => ({ ...event, at })),
);
const passingMs = fc.oneof(fc.nat(1_000), fc.nat(CLAIM_MS + 1_000), fc.nat(2 * UNCERTAIN_WAIT_MS));

test('no sequence of events makes two claims hold at once, forgets that a mail may be a repeat, or leaves a final state', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(passingMs, eventArbitrary), { maxLength: 40 }), (steps) => {
      let delivery = queuedDelivery('email', 0);
      let now = 0;
      /** until when the last claim holds, while its sender has recorded nothing */
      let heldUntil = -1;
      for (const [passed, eventAt] of steps) {
        now += passed;
        const event = eventAt(now);
        const { next, reason } = nextDelivery(delivery, event);
        if (['failed', 'suppressed', 'complained'].includes(delivery.state)) expect(next).toBeNull();
        if (reason === 'claimed') {
          expect(now).toBeGreaterThan(heldUntil);
          heldUntil = now + CLAIM_MS;
          expect(next?.attempts).toBe(delivery.attempts + 1);
        } else {
          expect(next?.attempts ?? delivery.attempts).toBe(delivery.attempts);
          if (next) heldUntil = -1; // its sender has spoken, an event has, or the claim is over
        }
        if (delivery.isRepeat) expect(next?.isRepeat ?? true).toBe(true);
        expect(next?.claimedUntil === null).toBe(next !== null && next.state !== 'sending');
        delivery = next ?? delivery;
      }
    }),
    { numRuns: 2_000 },
  );
});
