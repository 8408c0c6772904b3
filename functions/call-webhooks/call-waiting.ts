import pMap from 'p-map';
import type { CallTarget, WaitingCall } from '../../adapters/dynamodb/messages/waiting-calls.ts';
import type { LimitedRun } from '../../adapters/limit-each-key.ts';
import { errorFields } from '../../adapters/log.ts';
import { type PauseDeps, pauseAfterError, type WaitingDelivery } from '../../adapters/queues/pause-after-error.ts';
import { channelKey } from '../../domain/channels/channel.ts';
import { isDevice } from '../../domain/channels/webhook.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallOutcome } from './call-outcome.ts';
import { callWebhook } from './call-webhook.ts';

/** Read at once. A job follows for the rest. */
const MAX_CALLS_A_JOB = 100;
/** To one webhook. */
const MAX_CALLS_AT_ONCE = 4;
/** A job begins calls for so long. It ends one call later, so that a slow receiver keeps no job of another waiting for long. */
const BEGINS_FOR_MS = 1_000;

/** What all jobs of an invocation share. */
export interface CallBounds {
  /** runs few calls of a host at once, and those of each person in turn */
  readonly limitHost: LimitedRun;
  /** own clock, ms: no call may begin later */
  readonly latestAt: number;
}

/**
 * Calls a webhook with the messages that wait for it and are due, in the order of their fires, as far as its pace and the time allow.
 * The wake-up counts as under way until then: who stores a message meanwhile sends none, and what they stored is seen at the end. May
 * run twice, and in several senders at once: the claim of each delivery keeps a message from being sent twice.
 * @throws what the tables and the queue throw: the queue brings the job again
 */
export async function callWaiting(
  { at, ...target }: CallTarget & { readonly at: number },
  bounds: CallBounds,
  deps: CallDeps,
): Promise<void> {
  const waiting = await deps.calls.read(target, MAX_CALLS_A_JOB);
  await callDue(target, { waiting, bounds }, deps);
  await deps.wakeUps.recordArrived(target, at);
  const [next] = await deps.calls.read(target, 1);
  if (next) await deps.webhookOutbox.wake(target, next.dueAt);
}

async function callDue(
  target: CallTarget,
  { waiting, bounds }: { readonly waiting: readonly WaitingCall[]; readonly bounds: CallBounds },
  deps: CallDeps,
): Promise<void> {
  const now = deps.now();
  const due = waiting.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.firedAt - b.firedAt);
  if (due.length === 0) return;
  const webhook = await deps.webhooks.read(target.person, target.webhookId);
  const channel = channelKey({ type: webhook && isDevice(webhook) ? 'push' : 'webhook', id: target.webhookId });
  const host = webhook ? new URL(webhook.url).host : '';
  // from when all is read, and not for the first call: slow tables and a busy host leave every job at least one
  const endsAt = deps.now() + BEGINS_FOR_MS;
  let isFirst = true;
  let hasTurns = true;
  const callOne = async (call: WaitingCall) => {
    const isOver = deps.now() >= (isFirst ? bounds.latestAt : Math.min(endsAt, bounds.latestAt));
    if (!hasTurns || isOver) return;
    isFirst = false;
    const waits = { messageId: call.messageId, channel, since: call.firedAt };
    const outcome = await orTryLater(waits, () => callWebhook(target, call.messageId, deps), deps);
    if (outcome === 'no-turn') hasTurns = false;
    else if (outcome === 'done') await deps.calls.remove(target, call);
    else await deps.calls.postpone(target, call, outcome.againAt);
  };
  const callInTurn = (call: WaitingCall) => bounds.limitHost(host, target.person, () => callOne(call));
  // the others end before the job fails
  await pMap(due, callInTurn, { concurrency: MAX_CALLS_AT_ONCE, stopOnError: false });
}

/** Never throws: an error of one message is logged and does not stop the others. */
async function orTryLater(
  waits: WaitingDelivery,
  call: () => Promise<CallOutcome>,
  deps: PauseDeps,
): Promise<CallOutcome> {
  try {
    return await call();
  } catch (error) {
    deps.log.error('message can not be sent to its webhook', { messageId: waits.messageId, ...errorFields(error) });
    const pauseMs = await pauseAfterError(error, waits, deps);
    return pauseMs === null ? 'done' : { againAt: deps.now() + pauseMs };
  }
}
