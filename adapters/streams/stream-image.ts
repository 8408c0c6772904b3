import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** An item as a record of a table's stream shows it. */
export function imageOf(image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): Record<string, unknown> | null {
  // Lambda's types and the SDK's describe the same JSON, but for binary values, which streams carry as text
  return image ? unmarshall(image as Record<string, AttributeValue>) : null;
}
