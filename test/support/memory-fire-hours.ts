import type { AlertHour, FireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import { type CountStarts, withFire, withResume } from '../../domain/messages/fire-hour.ts';

/** From where fires are counted, in memory: `starts` by person, hour and alert. */
export function memoryFireHours(starts: Map<string, CountStarts> = new Map()): FireHours {
  const prefixOf = ({ person, hour }: Omit<AlertHour, 'alertId'>) => `${person} ${hour} `;
  const keyOf = (alertHour: AlertHour) => `${prefixOf(alertHour)}${alertHour.alertId}`;
  const startsOf = (alertHour: AlertHour) => starts.get(keyOf(alertHour)) ?? [];
  return {
    read: async (alertHour) => startsOf(alertHour),
    list: async (personHour) => {
      const prefix = prefixOf(personHour);
      const found = [...starts].filter(([key]) => key.startsWith(prefix));
      return new Map(found.map(([key, value]) => [key.slice(prefix.length), value]));
    },
    count: async (alertHour, sequence) => {
      const counted = withFire(startsOf(alertHour), sequence);
      starts.set(keyOf(alertHour), counted);
      return counted;
    },
    resume: async (alertHour, { fires, limit }) => {
      const before = startsOf(alertHour);
      const after = withResume(before, fires, limit);
      if (after !== before) starts.set(keyOf(alertHour), after);
    },
  };
}
