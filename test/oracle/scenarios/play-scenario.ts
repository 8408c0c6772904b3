import { armingState } from '../../../domain/alerts/arming-state.ts';
import { editAlert } from '../../../domain/alerts/edit-alert.ts';
import type { Tick } from '../../../domain/market/tick.ts';
import { TickEvaluator } from '../../../functions/evaluate-ticks/tick-evaluator.ts';
import { MemoryAlertIndex } from '../../support/memory-alert-index.ts';
import { silentLog } from '../../support/silent-log.ts';
import type { Act, Delivery, Scenario } from './scenario.ts';

const ENVIRONMENTS = 3;

/** Lets three environments judge the scenario's records, in their order, over one table; returns the table. */
export async function playScenario({ records, alerts, deliveries, perPage }: Scenario): Promise<MemoryAlertIndex> {
  const alertIndex = new MemoryAlertIndex({ readLimit: perPage });
  let steps = 0;
  const now = () => {
    steps += 1;
    return steps;
  };
  const deps = { alertIndex, log: silentLog, now, maxEntriesPerSection: perPage };
  const environments = Array.from({ length: ENVIRONMENTS }, () => new TickEvaluator(deps));
  const deliver = async (environment: number, tick: Tick, time = Number.POSITIVE_INFINITY) =>
    environments[environment % ENVIRONMENTS]?.evaluate(tick, steps + time);
  for (let place = 0; place < records.length; place += 1) {
    for (const { id, acts } of alerts) {
      for (const act of acts) if (act.at === place) perform(alertIndex, id, act);
    }
    const { environment, again, failWrite, time, failover } = deliveries[place % deliveries.length] ?? UNDISTURBED;
    for (const { tick } of records.slice(Math.max(0, place - again), place + 1)) {
      failOneWrite(alertIndex, failWrite);
      await deliver(environment, tick, time ?? undefined)
        .catch(() => deliver(environment + failover, tick))
        .catch(() => deliver(environment, tick));
    }
  }
  return alertIndex;
}
const UNDISTURBED: Delivery = { environment: 0, again: 0, failWrite: 0, time: null, failover: 0 };

const TEXTS = { channels: [], name: null, note: null };

function failOneWrite(alertIndex: MemoryAlertIndex, which: number): void {
  let writes = 0;
  alertIndex.beforeChange = () => {
    writes += 1;
    if (writes === which) throw new Error('the table did not answer');
  };
}

function perform(alertIndex: MemoryAlertIndex, id: string, { kind, rule, armAfter, version, until }: Act): void {
  const armFrom = { armAfter, bookVersion: version };
  switch (kind) {
    case 'create':
      alertIndex.create(id, rule, armFrom);
      break;
    case 'delete':
      alertIndex.delete(id);
      break;
    case 'pause':
      alertIndex.edit(id, ({ state: { asOf } }) => ({ state: { status: 'paused', asOf, watchedFrom: null } }));
      break;
    case 'snooze':
      alertIndex.edit(id, ({ rule: kept, state }) => {
        const edit = { rule: { ...kept, expiresAt: rule.expiresAt }, status: 'paused', pausedUntil: until } as const;
        return editAlert({ ...TEXTS, rule: kept, state }, edit, armFrom).alert;
      });
      break;
    case 'change':
      alertIndex.edit(id, ({ rule: kept, state }) => {
        if (state.status !== 'paused') return { rule, state: armingState(rule, armFrom, state.asOf) };
        return editAlert({ ...TEXTS, rule: kept, state }, { rule }, armFrom).alert;
      });
      break;
    case 'resume':
      alertIndex.edit(id, (entry) => {
        // its level may have moved since the rule was asked for
        const kept = { ...entry.rule, expiresAt: rule.expiresAt };
        return { rule: kept, state: armingState(kept, armFrom, entry.state.asOf) };
      });
      break;
  }
}
