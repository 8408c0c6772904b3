import { viewChannels } from '../../../contract/channels.ts';
import { type GroupSummary, type GroupView, viewGroup, viewMembers } from '../../../contract/group-view.ts';
import { channelSchema } from '../../../domain/channels/channel.ts';
import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import type { Group } from '../../../domain/groups/group.ts';
import { type Answer, json, PRIVATE } from '../http/answer.ts';
import { versionTag } from '../http/version-tag.ts';
import type { GroupDeps } from './group-deps.ts';
import { readFire } from './member-tasks.ts';

type AnswerDeps = Pick<GroupDeps, 'groupFires' | 'groupMembers' | 'webhooks' | 'readMarketNow'>;

export interface ShownGroup {
  readonly person: string;
  readonly group: Group;
  /** of the person */
  readonly webhooks: readonly AddressWebhook[];
}

export async function showGroup({ person, group, webhooks }: ShownGroup, deps: AnswerDeps): Promise<GroupSummary> {
  const [firedBy, market] = await Promise.all([readFire(person, group, deps), deps.readMarketNow()]);
  const channels = viewChannels(channelSchema.array().parse(group.asked.channels ?? []), webhooks);
  return viewGroup(group, { firedBy, channels, now: market.exchangeNow });
}

/** One group with what became of each coin, and its version as ETag; a new one with its place. */
export async function answerGroup(
  statusCode: 200 | 201,
  { person, group }: Omit<ShownGroup, 'webhooks'>,
  deps: AnswerDeps,
): Promise<Answer> {
  const [webhooks, alerts] = await Promise.all([
    deps.webhooks.list(person),
    deps.groupMembers.read(Object.values(group.members)),
  ]);
  const statuses = new Map([...alerts.values()].map(({ symbol, state }) => [symbol, state.status]));
  const summary = await showGroup({ person, group, webhooks }, deps);
  const view: GroupView = { ...summary, members: viewMembers(group, statuses) };
  const headers = { ...PRIVATE, etag: versionTag(group.version) };
  return json(statusCode, view, { ...headers, ...(statusCode === 201 && { location: `/api/groups/${group.id}` }) });
}
