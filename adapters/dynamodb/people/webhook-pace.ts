import type { Pace } from '../../../domain/channels/presets/preset.ts';
import { changeItem, changeWebhook, type PeopleTable } from './webhook-item.ts';

/** Not among the webhooks of its person. */
const TEST_ITEM = 'webhook-test';

/** When a webhook may be called, for all senders together. Times on our own clock, ms. */
export function createWebhookPace(table: PeopleTable) {
  return {
    /**
     * Whether the caller may send a message now. If so nobody else gets this turn: at once for the first `burst`, then one every
     * `gapMs`. (GCRA: `nextSlotAt` is its theoretical arrival time.)
     */
    async takeTurn(
      person: string,
      id: string,
      { now, burst, gapMs }: Pace & { readonly now: number },
    ): Promise<boolean> {
      const key = { person, id };
      const behind = await changeWebhook(table, key, {
        UpdateExpression: 'ADD nextSlotAt :gap',
        ConditionExpression: 'nextSlotAt > :now AND nextSlotAt <= :latest',
        ExpressionAttributeValues: { ':gap': gapMs, ':now': now, ':latest': now + (burst - 1) * gapMs },
      });
      if (behind) return true;
      const first = await changeWebhook(table, key, {
        UpdateExpression: 'SET nextSlotAt = :next',
        ConditionExpression: 'attribute_exists(person) AND (attribute_not_exists(nextSlotAt) OR nextSlotAt <= :now)',
        ExpressionAttributeValues: { ':next': now + gapMs, ':now': now },
      });
      return first !== null;
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

    /**
     * One test at a time of a person's webhooks: false while another is under way. One that began more than `lostAfterMs` ago has died.
     * `endTest` must be called with the same `now`.
     */
    async reserveTest(person: string, { now, lostAfterMs }: { now: number; lostAfterMs: number }): Promise<boolean> {
      const reserved = await changeItem(
        table,
        { person, item: TEST_ITEM },
        {
          UpdateExpression: 'SET testedAt = :now',
          ConditionExpression: 'attribute_not_exists(testedAt) OR testedAt <= :lost',
          ExpressionAttributeValues: { ':now': now, ':lost': now - lostAfterMs },
        },
      );
      return reserved !== null;
    },

    /** The test that was reserved at `reservedAt` is over; another that was reserved since stays. */
    async endTest(person: string, reservedAt: number): Promise<void> {
      await changeItem(
        table,
        { person, item: TEST_ITEM },
        {
          UpdateExpression: 'REMOVE testedAt',
          ConditionExpression: 'testedAt = :reservedAt',
          ExpressionAttributeValues: { ':reservedAt': reservedAt },
        },
      );
    },
  };
}
