import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { log } from '../../log.ts';
import type { PeopleTable } from '../people/webhook-item.ts';

const INSTANT_DIGITS = 14;
const WAITING_NAME = new RegExp(String.raw`^(\d{${INSTANT_DIGITS}})#(.+)$`);

/** Reads of one page while what names no message is deleted. */
const MAX_PASSES = 5;

/** In table `people`: the items of a person whose sort key is `prefix`, an instant (ms, 14 digits) and `#MESSAGE`. */
export interface WaitingItems {
  readonly person: string;
  readonly prefix: string;
}

interface FoundItem {
  readonly instant: number;
  readonly messageId: string;
  /** may be anything: what it says beside its key is not needed to send the message */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export function waitingKey({ person, prefix }: WaitingItems, instant: number, messageId: string) {
  return { person, item: `${prefix}${String(instant).padStart(INSTANT_DIGITS, '0')}#${messageId}` };
}

/**
 * The earliest come first; consistent. The key alone says what waits, so that one item with wrong attributes stops no other, and is
 * sent. One whose key names no message is logged and deleted: it must take no other's place.
 */
export async function readWaiting(table: PeopleTable, items: WaitingItems, limit: number): Promise<FoundItem[]> {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const found = await query(table, items, limit);
    const nameless = found.filter(({ name }) => name === null);
    if (nameless.length === 0) return found.flatMap(({ attributes, name }) => (name ? [{ ...name, attributes }] : []));
    for (const { attributes } of nameless) await remove(table, items.person, attributes);
  }
  throw new Error(`what waits names no message, in ${MAX_PASSES} reads of ${limit} items`);
}

async function query({ client, tableName }: PeopleTable, items: WaitingItems, limit: number) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'person = :person AND begins_with(#item, :waiting)',
      ExpressionAttributeNames: { '#item': 'item' },
      ExpressionAttributeValues: { ':person': items.person, ':waiting': items.prefix },
      Limit: limit,
    }),
  );
  return Items.map((attributes) => ({ attributes, name: nameOf(attributes, items) }));
}

async function remove({ client, tableName }: PeopleTable, person: string, attributes: FoundItem['attributes']) {
  log.error('what waits names no message, deleted', { attributes });
  await client.send(new DeleteCommand({ TableName: tableName, Key: { person, item: attributes.item } }));
}

function nameOf({ item }: Readonly<Record<string, unknown>>, { prefix }: WaitingItems) {
  const match = WAITING_NAME.exec(String(item).slice(prefix.length));
  return match?.[1] && match[2] ? { instant: Number(match[1]), messageId: match[2] } : null;
}
