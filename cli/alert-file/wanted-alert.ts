import * as z from 'zod';
import { createAlertSchema } from '../../contract/alert-request.ts';
import type { AskedChannel } from '../../contract/channels.ts';
import { requestedRule } from '../../contract/requested-rule.ts';
import { viewRule } from '../../contract/rule-view.ts';
import { DEFAULT_CHANNELS } from '../../domain/channels/channel.ts';
import { isRelativeLevel, resolveRule } from '../../domain/rules/asked-rule.ts';
import { invalidFields } from '../../domain/rules/invalid-fields.ts';
import { withoutListOfOne } from '../../domain/rules/rule.ts';
import { type Mistake, mistakesOf } from './mistakes.ts';
import { askedFields, printedFields, shownFields } from './wanted-channels.ts';

/** An alert as a file asks for it. */
export interface WantedAlert {
  /** as `POST /api/alerts` takes it, but for its `externalId` */
  readonly body: Readonly<Record<string, unknown>>;
  /** what the API will show of it: field by field what is compared with the alert that is there */
  readonly shown: Readonly<Record<string, unknown>>;
  /** the channels as the API will show them: `shown` has them as they are asked for */
  readonly shownChannels: readonly Readonly<Record<string, unknown>>[];
  /** the channels as they are asked for, without their secrets */
  readonly printedChannels: readonly Readonly<Record<string, unknown>>[];
}

/** A file has no level that a price would have to be known for; the tick size of a level that moves is not shown. */
const UNKNOWN_COIN = { price: null, at: 0, tickSize: '1' } as const;
const NEVER_MOVES = { reanchor: null, step: null };
const bodySchema = z.record(z.string(), z.unknown());
const RELATIVE = 'must be a level of its own: a file says what is there, and "+5%" would be another level each day';

/** Checks an alert of a file with the rules that the API has, so that most mistakes are found before anything is sent. */
export function readWanted(value: unknown): WantedAlert | Mistake[] {
  const relative = relativeLevels(value);
  if (relative.length > 0) return relative;
  const { data: asked, error } = createAlertSchema.safeParse(value);
  if (error) return mistakesOf(error);
  if (asked.externalId)
    return [{ path: ['externalId'], message: 'is made of the namespace and the key: leave it out' }];
  const resolved = resolveRule(requestedRule(asked), UNKNOWN_COIN, null);
  const invalid = 'invalid' in resolved ? resolved.invalid : invalidFields(resolved.rule);
  if ('invalid' in resolved || invalid.length > 0)
    return invalid.map(({ path, message }) => ({ path: path.split('.').map(asKey), message }));
  const rule = withoutListOfOne(resolved.rule);
  const { symbol, name = null, note = null } = asked;
  const channels: readonly AskedChannel[] = asked.channels ?? DEFAULT_CHANNELS;
  const view = viewRule(rule);
  // an alert whose level moves shows more: what the file does not ask for is a difference here
  const repeat = { ...NEVER_MOVES, ...view.repeat };
  const shown = { symbol, ...view, repeat, channels: channels.map(askedFields), name, note };
  const printedChannels = channels.map(printedFields);
  return { body: bodySchema.parse(value), shown, shownChannels: channels.map(shownFields), printedChannels };
}

const levelsSchema = z.object({
  metric: z.string(),
  level: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});
const conditionsSchema = z.object({ condition: z.unknown().optional(), all: z.array(z.unknown()).optional() });

function relativeLevels(value: unknown): Mistake[] {
  const { condition, all = [] } = conditionsSchema.safeParse(value).data ?? {};
  const placed = [
    { path: ['condition'], condition },
    ...all.map((condition, index) => ({ path: ['all', index], condition })),
  ];
  return placed.flatMap(({ path, condition }) => {
    const { data } = levelsSchema.safeParse(condition);
    if (!data) return [];
    return (['level', 'from', 'to'] as const)
      .filter((field) => isRelativeLevel(data.metric, data[field] ?? ''))
      .map((field) => ({ path: [...path, field], message: RELATIVE }));
  });
}

function asKey(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
