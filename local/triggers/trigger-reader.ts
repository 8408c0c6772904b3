import { type DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { isDone } from '../../domain/messages/delivery.ts';
import { parseTriggerId, type Trigger, triggerSchema } from '../../domain/messages/trigger.ts';

/** Pages that are read at a start to find the newest triggers. On a laptop that is all of them. */
const MAX_SCAN_PAGES = 10;

/** Reads table `triggers` for the operator, who may see the triggers of everybody. */
export function createTriggerReader(client: DynamoDBDocumentClient, tableName: string) {
  return {
    async get(triggerId: string): Promise<Trigger | null> {
      const key = parseTriggerId(triggerId);
      if (!key) return null;
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return triggerSchema.safeParse(Item).data ?? null;
    },

    /** The newest triggers, oldest first. */
    async newest(count: number): Promise<Trigger[]> {
      const triggers: Trigger[] = [];
      let from: Record<string, unknown> | undefined;
      for (let page = 0; page < MAX_SCAN_PAGES; page += 1) {
        const read = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: from }));
        for (const item of read.Items ?? []) {
          const { data } = triggerSchema.safeParse(item);
          if (data) triggers.push(data);
        }
        from = read.LastEvaluatedKey;
        if (!from) break;
      }
      return triggers.sort((a, b) => a.hops.evaluatedAt - b.hops.evaluatedAt).slice(-count);
    },
  };
}
export type TriggerReader = ReturnType<typeof createTriggerReader>;

/** Whether every channel has a final result. */
export function isSettled({ deliveries }: Pick<Trigger, 'deliveries'>): boolean {
  return Object.values(deliveries).every(isDone);
}
