import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { isDone } from '../../domain/messages/delivery.ts';
import { parseTriggerId, type Trigger, triggerSchema } from '../../domain/messages/trigger.ts';

/** Reads table `triggers` for the operator, who may see the triggers of everybody. */
export function createTriggerReader(client: DynamoDBDocumentClient, tableName: string) {
  return {
    async get(triggerId: string): Promise<Trigger | null> {
      const key = parseTriggerId(triggerId);
      if (!key) return null;
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return triggerSchema.safeParse(Item).data ?? null;
    },
  };
}
export type TriggerReader = ReturnType<typeof createTriggerReader>;

/** Whether every channel has a final result. */
export function isSettled({ deliveries }: Pick<Trigger, 'deliveries'>): boolean {
  return Object.values(deliveries).every(isDone);
}
