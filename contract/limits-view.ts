import * as z from 'zod';
import { MAX_WEBHOOKS } from '../domain/channels/webhook.ts';
import { type Limits, maxCoinsOf } from '../domain/people/limits.ts';
import { type UsedRates, windowEnd } from '../domain/people/rates.ts';

const boundSchema = z.strictObject({ most: z.int() });
const countSchema = boundSchema.extend({ used: z.int() });
const rateSchema = countSchema.extend({
  until: z.iso.datetime().meta({ description: 'when the minute ends, and all of it is there again' }),
});

/** What a person may have and do (docs/alerts.md), and how much of it they use. */
export const limitsViewSchema = z
  .strictObject({
    /** in any state */
    alerts: countSchema,
    armedAlertsPerCoin: boundSchema,
    coins: countSchema.meta({ description: 'coins that nobody followed before you asked for them' }),
    webhooks: countSchema,
    writesPerMinute: rateSchema,
    previewMsPerMinute: rateSchema,
    firesPerHour: boundSchema.meta({ description: 'of one alert; past them it is muted' }),
  })
  .meta({ id: 'Limits' });
export type LimitsView = z.infer<typeof limitsViewSchema>;

export interface ViewedLimits {
  readonly limits: Limits;
  readonly isAdmin: boolean;
  readonly usage: { readonly alerts: number; readonly coins: number; readonly webhooks: number };
  readonly rates: UsedRates;
  /** own clock, ms: `rates` are of its minute */
  readonly now: number;
}

export function viewLimits({ limits, isAdmin, usage, rates, now }: ViewedLimits): LimitsView {
  const until = new Date(windowEnd(now)).toISOString();
  return {
    alerts: { most: limits.maxAlerts, used: usage.alerts },
    armedAlertsPerCoin: { most: limits.maxArmedPerCoin },
    coins: { most: maxCoinsOf(limits, isAdmin), used: usage.coins },
    webhooks: { most: MAX_WEBHOOKS, used: usage.webhooks },
    writesPerMinute: { most: limits.writesPerMinute, used: rates.writes, until },
    previewMsPerMinute: { most: limits.previewMsPerMinute, used: Math.max(0, rates.previewMs), until },
    firesPerHour: { most: limits.maxFiresPerHour },
  };
}
