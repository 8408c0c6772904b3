import * as z from 'zod';
import type { Pace } from '../../../domain/channels/presets/preset.ts';
import { changeWebhook, type PeopleTable } from './webhook-item.ts';

/** Retries after another caller has taken a slot at the same moment. */
const MAX_ROUNDS = 4;

const slotSchema = z.object({ nextSlotAt: z.number().int() });

/** When a webhook may be called, for all senders together. Times on our own clock, ms. */
export function createWebhookPace(table: PeopleTable) {
  return {
    /**
     * The instant at which the caller, and nobody else, may send the next message: at once for the first `burst`, then one
     * every `gapMs`. (GCRA: `nextSlotAt` is its theoretical arrival time.)
     */
    async takeSlot(
      person: string,
      id: string,
      { now, burst, gapMs }: Pace & { readonly now: number },
    ): Promise<number> {
      const key = { person, id };
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const behind = await changeWebhook(table, key, {
          UpdateExpression: 'ADD nextSlotAt :gap',
          ConditionExpression: 'nextSlotAt > :now',
          ExpressionAttributeValues: { ':gap': gapMs, ':now': now },
          ReturnValues: 'ALL_NEW',
        });
        if (behind) return Math.max(now, slotSchema.parse(behind).nextSlotAt - burst * gapMs);
        const first = await changeWebhook(table, key, {
          UpdateExpression: 'SET nextSlotAt = :next',
          ConditionExpression: 'attribute_exists(person) AND (attribute_not_exists(nextSlotAt) OR nextSlotAt <= :now)',
          ExpressionAttributeValues: { ':next': now + gapMs, ':now': now },
        });
        if (first) return now;
      }
      return now; // it was removed: the call finds that out
    },

    /** It wants no message before `until`. */
    async pause(person: string, id: string, until: number): Promise<void> {
      const key = { person, id };
      const isLater = (name: string) =>
        `attribute_exists(person) AND (attribute_not_exists(${name}) OR ${name} < :until)`;
      const ExpressionAttributeValues = { ':until': until };
      const moved = await changeWebhook(table, key, {
        UpdateExpression: 'SET pausedUntil = :until, nextSlotAt = :until',
        ConditionExpression: isLater('nextSlotAt'),
        ExpressionAttributeValues,
      });
      if (moved) return;
      await changeWebhook(table, key, {
        UpdateExpression: 'SET pausedUntil = :until',
        ConditionExpression: isLater('pausedUntil'),
        ExpressionAttributeValues,
      });
    },

    /** False when it was tested less than `pauseMs` ago. */
    async beginTest(person: string, id: string, { now, pauseMs }: { now: number; pauseMs: number }): Promise<boolean> {
      const begun = await changeWebhook(
        table,
        { person, id },
        {
          UpdateExpression: 'SET testedAt = :now',
          ConditionExpression: 'attribute_exists(person) AND (attribute_not_exists(testedAt) OR testedAt <= :before)',
          ExpressionAttributeValues: { ':now': now, ':before': now - pauseMs },
        },
      );
      return begun !== null;
    },
  };
}
