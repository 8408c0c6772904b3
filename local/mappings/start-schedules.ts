import { messageOf } from '../json.ts';
import { ACCOUNT_ID, arn, REGION } from '../local-account.ts';
import type { SchedulePlan } from '../template/plan.ts';
import { pause } from '../wait-until.ts';

export interface SchedulesContext {
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /** an invocation that failed */
  readonly report: (text: string) => void;
}

export interface Schedule {
  readonly name: string;
  /** resolves when its invocation is over, and no other comes */
  stop(): Promise<void>;
}

/** Calls each function at its rate, for the first time after one period. As on AWS, a call does not wait for the one before it. */
export function startSchedules(plans: readonly SchedulePlan[], context: SchedulesContext): Schedule[] {
  return plans.map((plan) => startSchedule(plan, context));
}

function startSchedule({ name, functionName, everyMs }: SchedulePlan, { invoke, report }: SchedulesContext): Schedule {
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new Set<Promise<void>>();

  function call(): void {
    const called = invoke(functionName, scheduledEvent(name))
      .then(() => {})
      .catch((error: unknown) => {
        if (!signal.aborted) report(`${name}: ${messageOf(error)}`);
      })
      .finally(() => underWay.delete(called));
    underWay.add(called);
  }

  async function work(): Promise<void> {
    for (let dueAt = Date.now() + everyMs; !signal.aborted; dueAt += everyMs) {
      await pause(Math.max(0, dueAt - Date.now()), signal);
      if (!signal.aborted) call();
    }
  }

  const working = work();
  return {
    name,
    async stop() {
      stopping.abort();
      await working;
      await Promise.all(underWay);
    },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-eventbridge-scheduled.html */
function scheduledEvent(rule: string) {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT_ID,
    time: new Date().toISOString(),
    region: REGION,
    resources: [arn('events', `rule/${rule}`)],
    detail: {},
  };
}
