import { type WakeUpTable, wakeUpAtOf } from '../../adapters/dynamodb/messages/wake-up-table.ts';
import type { WakeUpTarget } from '../../domain/messages/delivery-job.ts';

/** The wake-ups of table `people`, in memory. */
export function memoryWakeUpTable(): WakeUpTable {
  const items = new Map<string, { notedAt: number; laterAt: number; takenAt: number }>();
  const itemOf = (target: WakeUpTarget) => {
    const key = JSON.stringify([target.person, 'webhookId' in target ? target.webhookId : null]);
    const item = items.get(key) ?? { notedAt: 0, laterAt: 0, takenAt: 0 };
    items.set(key, item);
    return item;
  };
  return {
    read: async (target) => wakeUpAtOf(itemOf(target)),
    recordSent: async (target, { at, laterAt }) => void Object.assign(itemOf(target), { notedAt: at, laterAt }),
    recordArrived: async (target, at) => {
      const item = itemOf(target);
      item.takenAt = Math.max(item.takenAt, at);
    },
  };
}
