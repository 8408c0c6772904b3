import type { DynamoDBStreamEvent } from 'aws-lambda';
import pMap from 'p-map';
import * as z from 'zod';
import { type BatchResponse, processInOrder } from '../../../adapters/batch.ts';
import { isJustFollowed } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { GroupKey } from '../../../adapters/dynamodb/people/group-table.ts';
import { errorFields, type Log } from '../../../adapters/log.ts';
import { imageOf } from '../../../adapters/streams/stream-image.ts';
import type { GroupDeps } from './group-deps.ts';
import { settleGroup } from './settle-group.ts';

/** Groups of different persons share little but the coin's row. */
const MAX_GROUPS_AT_ONCE = 10;
/** For one group: a second or so is enough for a hundred coins. */
const MAX_SETTLE_MS = 30_000;

export interface JoinGroupsDeps extends GroupDeps {
  readonly log: Log;
}

/**
 * When coins are followed, settles each group that takes every followed coin. Other changes of coins are left out. What the limits of a
 * person refuse is kept in the group; it stops no other. Running it again changes nothing.
 */
export async function joinGroups({ Records }: DynamoDBStreamEvent, deps: JoinGroupsDeps): Promise<BatchResponse> {
  // one round does the work of them all
  const following = Records.filter(({ dynamodb }) => isJustFollowed(imageOf(dynamodb?.NewImage))).slice(0, 1);
  return processInOrder(following, {
    log: deps.log,
    process: () => settleAll(deps),
    onFailure: (error) => deps.log.error('groups not joined, will be tried again', errorFields(error)),
  });
}

/** @throws the first error that may pass, once all groups were tried */
async function settleAll(deps: JoinGroupsDeps): Promise<void> {
  const keys = await deps.groups.listFollowed();
  const errors = await pMap(keys, (key) => trySettle(key, deps), { concurrency: MAX_GROUPS_AT_ONCE });
  const [first] = errors.flatMap((error) => error ?? []);
  if (first) throw first.cause;
}

/** Null when it is done, or can't be. */
async function trySettle(key: GroupKey, deps: JoinGroupsDeps): Promise<{ readonly cause: unknown } | null> {
  try {
    await settleGroup({ ...key, caller: null, maxMs: MAX_SETTLE_MS }, deps);
    return null;
  } catch (error) {
    deps.log.error('a group did not get its coins', { groupId: key.id, ...errorFields(error) });
    // what is stored does not change by itself
    return error instanceof z.ZodError ? null : { cause: error };
  }
}
