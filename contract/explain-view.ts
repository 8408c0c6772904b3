import * as z from 'zod';
import { UNWATCHED_REASONS } from '../domain/market/coin.ts';
import { plainDecimal } from '../domain/market/decimal.ts';
import { OUTAGE_CAUSES, type Outage } from '../domain/market/outage.ts';
import { DELIVERY_STATES } from '../domain/messages/delivery.ts';
import { firedAt, type Trigger } from '../domain/messages/trigger.ts';
import type { ClosestApproach } from '../domain/past/condition-reach.ts';
import type { KeptBack } from '../domain/past/kept-back.ts';
import type { Past } from '../domain/past/look-back.ts';
import { PAST_STATES, type PastState, type StateSpan } from '../domain/past/state-span.ts';
import { isUnsent } from '../domain/past/unsent.ts';
import { conditionViewSchema } from './rule-view.ts';

const instant = z.iso.datetime();
const UNTIL =
  'of a hold, a cooldown or a snooze: its end as it was known then; null for every other state, and for a pause without an end';

const stateSchema = z.strictObject({
  from: instant,
  to: instant.meta({ description: 'not included' }),
  state: z.enum(PAST_STATES).meta({
    description:
      'unwatched: a trade or a value of the coin was not judged as it should have been. unknown: the minute is not stored, or nothing of the alert was stored then',
  }),
  until: instant.nullable().meta({ description: UNTIL }),
  reason: z
    .string()
    .nullable()
    .meta({ description: `why it was unwatched (${UNWATCHED_REASONS.join(', ')}), or is faulty` }),
  exact: z.boolean().meta({
    description:
      'from what is stored of the alert itself; if not, worked out from minutes: it began within the minute before from',
  }),
});

const BECAUSE = [...PAST_STATES, 'hold-broken', 'not-sent'] as const;
const suppressedSchema = z.strictObject({
  from: instant,
  to: instant,
  because: z.enum(BECAUSE).meta({
    description:
      'what the alert was while its rule was met, so that it did not fire. watching: it was met already, or not in the way that the rule asks for. hold-broken: it was not met for long enough. not-sent: it fired, and a delivery was not sent',
  }),
  until: instant.nullable().meta({ description: UNTIL }),
  triggerId: z.string().nullable().meta({ description: 'of not-sent' }),
  channel: z.string().nullable(),
  delivery: z.enum(DELIVERY_STATES).nullable(),
  detail: z.string().nullable(),
});

/** What an alert did in a time, and why. Times are ISO 8601 UTC, prices decimal strings. */
export const explainViewSchema = z
  .strictObject({
    alertId: z.string(),
    symbol: z.string(),
    from: instant,
    to: instant.meta({ description: 'not included; not after the present' }),
    explanation: z.string().meta({ description: 'all of it in one sentence, for people' }),
    fired: z.array(z.strictObject({ triggerId: z.string(), firedAt: instant, value: z.string(), level: z.string() })),
    closest: z
      .array(
        z.strictObject({
          condition: conditionViewSchema,
          value: z.string(),
          distance: z.string(),
          time: instant.meta({ description: 'start of the minute' }),
        }),
      )
      .meta({
        description:
          'how near each condition of the rules in force came to being met, in its unit, in whatever state the alert was; 0: it was there, or crossed it',
      }),
    states: z.array(stateSchema).meta({ description: 'one after the other, from `from` to `to` without holes' }),
    suppressed: z.array(suppressedSchema).meta({ description: 'oldest first; of more than 100 of a kind the newest' }),
    outages: z.array(z.strictObject({ from: instant, to: instant.nullable(), cause: z.enum(OUTAGE_CAUSES) })).meta({
      description: 'when the coin was not seen. What it traded then was judged later, but for what is unwatched',
    }),
    unknownMinutes: z
      .number()
      .int()
      .meta({ description: 'minutes that are not stored, or not yet, where trades could have moved it' }),
  })
  .meta({ id: 'AlertExplanation' });
export type ExplainView = z.infer<typeof explainViewSchema>;

export interface ExplainedPast {
  readonly alertId: string;
  readonly symbol: string;
  /** ms, half-open */
  readonly from: number;
  readonly to: number;
  readonly explanation: string;
  readonly past: Past;
  /** of the alert, at least those of the time */
  readonly triggers: readonly Trigger[];
  readonly outages: readonly Outage[];
}

export function viewPast({ past, triggers, outages, ...asked }: ExplainedPast): ExplainView {
  const { alertId, symbol, from, to, explanation } = asked;
  const within = triggers.filter((trigger) => firedAt(trigger) >= from && firedAt(trigger) < to);
  return {
    ...{ alertId, symbol, from: iso(from), to: iso(to), explanation },
    fired: past.fires.flatMap(({ fired }) => (fired ? [viewFired(fired.fire)] : [])),
    closest: past.closest.map(viewClosest),
    states: past.states.map(viewSpan),
    suppressed: [...past.keptBack.map(viewKept), ...within.flatMap(viewUnsent)].sort((a, b) =>
      a.from < b.from ? -1 : 1,
    ),
    outages: outages.map(({ since, endedAt, cause }) => ({
      from: iso(since),
      to: endedAt === null ? null : iso(endedAt),
      cause,
    })),
    unknownMinutes: past.unknownMinutes,
  };
}

function viewFired(fire: Pick<Trigger, 'id' | 'trade' | 'value' | 'level'>): ExplainView['fired'][number] {
  return { triggerId: fire.id, firedAt: iso(firedAt(fire)), value: fire.value, level: fire.level };
}

function viewClosest({ condition, value, distance, minute }: ClosestApproach): ExplainView['closest'][number] {
  return { condition, value: plainDecimal(value), distance: plainDecimal(distance), time: iso(minute) };
}

function viewSpan({ from, to, state, isExact }: StateSpan): ExplainView['states'][number] {
  return {
    from: iso(from),
    to: iso(to),
    state: state.name,
    until: untilOf(state),
    reason: reasonOf(state),
    exact: isExact,
  };
}

function untilOf(state: KeptBack['because']): string | null {
  return 'until' in state && state.until !== null ? iso(state.until) : null;
}

function reasonOf(state: PastState): string | null {
  if (state.name === 'unwatched') return state.reason;
  if (state.name === 'faulty') return state.fault;
  return state.name === 'paused' ? (state.because?.kind ?? null) : null;
}

const NO_DELIVERY = { triggerId: null, channel: null, delivery: null, detail: null };

function viewKept({ from, to, because }: KeptBack): ExplainView['suppressed'][number] {
  return { from: iso(from), to: iso(to), because: because.name, until: untilOf(because), ...NO_DELIVERY };
}

function viewUnsent(trigger: Trigger): ExplainView['suppressed'] {
  const at = iso(firedAt(trigger));
  return Object.values(trigger.deliveries)
    .filter(isUnsent)
    .map(({ channel, state, detail }) => {
      return {
        from: at,
        to: at,
        because: 'not-sent',
        until: null,
        triggerId: trigger.id,
        channel,
        delivery: state,
        detail,
      };
    });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
