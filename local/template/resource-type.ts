import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { Json } from '../json.ts';
import type { Plan } from './plan.ts';

/** The values of `Ref` and `Fn::GetAtt` of a resource. */
export interface Resource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What is needed to make resources. */
export interface Workbench {
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly queues: SQSClient;
  /** object key → file or folder */
  readonly assets: ReadonlyMap<string, string>;
  readonly issuer: string;
  /** base address of the HTTP API */
  readonly origin: string;
  readonly clientId: string;
  /** collects functions, mappings, routes and the task while the template is read */
  readonly plan: Plan;
}

export interface Making<P> {
  readonly logicalId: string;
  readonly properties: P;
  readonly workbench: Workbench;
}

export interface ResourceType {
  make(making: Making<Json>): Promise<Resource>;
}

/** Defines a resource type: a strict schema of the properties that are interpreted, and how to make it. */
export function defineResource<S extends z.ZodType>(
  schema: S,
  make: (making: Making<z.infer<S>>) => Promise<Resource> | Resource,
): ResourceType {
  return {
    async make({ logicalId, properties, workbench }) {
      const { data, error } = schema.safeParse(properties);
      if (error) {
        const issue = error.issues[0];
        throw new Error(`${issue?.path.join('.') || 'properties'}: ${issue?.message ?? 'are not understood'}`);
      }
      return make({ logicalId, properties: data, workbench });
    },
  };
}
