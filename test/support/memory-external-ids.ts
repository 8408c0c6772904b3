import type { ExternalIds } from '../../adapters/dynamodb/people/external-ids.ts';
import { memoryPart } from './memory-transactions.ts';

/** `ids`: of alerts, by person and external id. */
export function memoryExternalIds(ids: Map<string, string>): ExternalIds {
  const nameOf = (person: string, externalId: string) => `${person} ${externalId}`;
  return {
    find: async (person, externalId) => ids.get(nameOf(person, externalId)) ?? null,
    addition: (person, externalId, alertId) =>
      memoryPart(
        () => void ids.set(nameOf(person, externalId), alertId),
        () => !ids.has(nameOf(person, externalId)),
      ),
    removal: (person, externalId) => memoryPart(() => void ids.delete(nameOf(person, externalId))),
  };
}
