import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { arn } from '../local-account.ts';
import { defineResource } from './resource-type.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const indexSchema = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

const schema = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  LocalSecondaryIndexes: z.array(indexSchema).optional(),
  GlobalSecondaryIndexes: z.array(indexSchema).optional(),
  StreamSpecification: z
    .strictObject({ StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']) })
    .optional(),
});
type Properties = z.infer<typeof schema>;

/** An existing table keeps its items, and gets a stream if it has none. Keys or indexes that differ from the template's are an error. */
export const table = defineResource(schema, async ({ logicalId, properties, workbench }) => {
  const name = properties.TableName ?? logicalId;
  const wanted = createInput(name, properties);
  const kept = await describeTable(workbench.dynamodb, name);
  if (kept && shapeOf(kept) !== shapeOf(wanted)) {
    throw new Error(
      'the kept table has other keys or indexes than the template; `npm run reset` clears the local data',
    );
  }
  const description = kept
    ? await withStream(workbench.dynamodb, kept, wanted)
    : (await workbench.dynamodb.send(new CreateTableCommand(wanted))).TableDescription;
  const streamArn = description?.LatestStreamArn;
  return {
    ref: name,
    attributes: { Arn: arn('dynamodb', `table/${name}`), ...(streamArn && { StreamArn: streamArn }) },
  };
});

function createInput(name: string, properties: Properties): CreateTableCommandInput {
  const { TableName: _name, StreamSpecification, ...shape } = properties;
  return {
    ...shape,
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  };
}

async function withStream(client: DynamoDBClient, kept: TableDescription, wanted: CreateTableCommandInput) {
  const { TableName, StreamSpecification } = wanted;
  if (!StreamSpecification || kept.StreamSpecification?.StreamEnabled) return kept;
  return (await client.send(new UpdateTableCommand({ TableName, StreamSpecification }))).TableDescription;
}

async function describeTable(client: DynamoDBClient, name: string): Promise<TableDescription | null> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table ?? null;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

type Shape = Pick<
  TableDescription & CreateTableCommandInput,
  'KeySchema' | 'LocalSecondaryIndexes' | 'GlobalSecondaryIndexes'
>;

/** A table's keys and indexes as a string, equal for equal shapes. */
function shapeOf(table: Shape | TableDescription): string {
  const indexes = [...(table.LocalSecondaryIndexes ?? []), ...(table.GlobalSecondaryIndexes ?? [])].map((index) => [
    index.IndexName,
    index.KeySchema?.map((key) => key.AttributeName),
    index.Projection?.ProjectionType,
    [...(index.Projection?.NonKeyAttributes ?? [])].sort(),
  ]);
  const keys = table.KeySchema?.map((key) => key.AttributeName);
  return JSON.stringify([keys, indexes.map(String).sort()]);
}
