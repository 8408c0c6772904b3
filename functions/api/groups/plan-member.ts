import { createAlertSchema, patchAlertSchema } from '../../../contract/alert-request.ts';
import { viewChannels } from '../../../contract/channels.ts';
import { channelSchema } from '../../../domain/channels/channel.ts';
import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import {
  type AskedFields,
  FOLLOWED,
  fieldsOfNew,
  fieldsSince,
  type Group,
  isPaused,
  membershipOf,
} from '../../../domain/groups/group.ts';
import { isWatchable } from '../../../domain/market/listing-status.ts';
import { planChange } from '../alerts/change-alert.ts';
import { planNewAlert } from '../alerts/make-alert.ts';
import { readNewRule } from '../alerts/read-new-rule.ts';
import { planRemoval } from '../alerts/remove-alert.ts';
import type { AlertWrite } from '../alerts/write-alerts.ts';
import { parseInput } from '../http/parse-input.ts';
import { Problem, unavailable } from '../http/problem.ts';
import type { GroupDeps } from './group-deps.ts';
import type { MemberTask } from './member-tasks.ts';

const RETRY_AFTER_S = 5;

/** A group, whose it is, and the webhooks of that person. */
export interface GroupOf {
  readonly person: string;
  readonly group: Group;
  readonly webhooks: readonly AddressWebhook[];
}

/** What a task writes: of the alert, and in the group. */
export interface PlannedMember {
  readonly write: AlertWrite;
  /** its id */
  readonly made?: string;
  readonly isGone?: boolean;
}

/** Writes nothing. @throws Problem when the coin can't have its member, or the member can't be changed so */
export async function planMember(of: GroupOf, task: MemberTask, deps: GroupDeps): Promise<PlannedMember> {
  const { person, group } = of;
  switch (task.kind) {
    case 'make':
      return planNew(of, task.symbol, deps);
    case 'change': {
      const { exchangeNow } = await deps.readMarketNow();
      const fields = awakeAt(exchangeNow, fieldsSince(group, task.since), group);
      const change = parseInput(patchAlertSchema, withChannels(fields, of));
      const { write } = await planChange(
        { alertId: task.alertId, person, change, membership: membershipOf(group) },
        deps,
      );
      return { write: withoutWebhooks(write) };
    }
    case 'remove':
      return { write: await planRemoval({ alertId: task.alertId, person, by: 'group' }, deps), isGone: true };
    case 'forget':
      return { write: { own: [], index: null, claim: {} }, isGone: true };
  }
}

async function planNew(of: GroupOf, symbol: string, deps: GroupDeps): Promise<PlannedMember> {
  const { person, group } = of;
  const asked = parseInput(createAlertSchema, { ...withChannels(fieldsOfNew(group), of), symbol });
  const quote = await quoteOf(symbol, deps);
  const { rule } = await readNewRule(asked, deps);
  const stored = { group: membershipOf(group) };
  const { alert, write } = await planNewAlert({ person, asked, rule, quote, stored, by: 'group' }, deps);
  if (group.coins === FOLLOWED && write.claim.follows !== undefined)
    throw refusal('The coin is not followed any more.');
  return { write: withoutWebhooks(write), made: alert.id };
}

/** The request that named the webhooks has stored and enabled them: one that was disabled since stays so, whatever coins come. */
function withoutWebhooks({ webhooks: _, ...write }: AlertWrite): AlertWrite {
  return write;
}

/** A pause that has ended meanwhile has armed the members that it was given to in time. `now`: exchange clock, ms */
function awakeAt(now: number, { pausedUntil, ...fields }: AskedFields, group: Group): AskedFields {
  if (!pausedUntil) return fields;
  return isPaused(group, now) ? { ...fields, pausedUntil } : { ...fields, status: 'active' };
}

async function quoteOf(symbol: string, { catalogue }: GroupDeps): Promise<string> {
  const listings = await catalogue.readListings();
  if (listings.size === 0) throw unavailable("The exchange's list of symbols can't be read just now.", RETRY_AFTER_S);
  const listing = listings.get(symbol);
  if (!listing || !isWatchable(listing)) throw refusal('The exchange does not trade this coin at the moment.');
  return listing.quote;
}

/** Kept as the reason why the coin has no member: no request is answered with it. */
function refusal(detail: string): Problem {
  return new Problem({ status: 422, title: 'Limit reached', detail });
}

/** A group keeps its channels as an alert does: webhooks by their ids. Here they are as a request names them. */
function withChannels(fields: AskedFields, { webhooks }: GroupOf): AskedFields {
  if (!fields.channels) return fields;
  return { ...fields, channels: viewChannels(channelSchema.array().parse(fields.channels), webhooks) };
}
