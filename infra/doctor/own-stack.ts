import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { STACK_NAME } from '../config.ts';

/** What a deploy has made. */
export interface OwnStack {
  readonly stack: Stack;
  /** Physical ids of the resources of a type, such as `AWS::Kinesis::Stream`. */
  idsOf(type: string): readonly string[];
}

/** null when there is none. Changes nothing. */
export async function findOwnStack(client: CloudFormationClient): Promise<OwnStack | null> {
  const stack = await describeStack(client, STACK_NAME);
  if (!stack) return null;
  const ids = new Map<string, string[]>();
  // not DescribeStackResources: it returns the first hundred, and there are more
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: STACK_NAME },
  )) {
    for (const { ResourceType = '', PhysicalResourceId } of StackResourceSummaries) {
      if (PhysicalResourceId) ids.set(ResourceType, [...(ids.get(ResourceType) ?? []), PhysicalResourceId]);
    }
  }
  return { stack, idsOf: (type) => ids.get(type) ?? [] };
}

export async function describeStack(client: CloudFormationClient, name: string): Promise<Stack | null> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0] ?? null;
  } catch (error) {
    // CloudFormation has no error code of its own for a missing stack
    if (error instanceof Error && /does not exist/.test(error.message)) return null;
    throw error;
  }
}

const USABLE: readonly string[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
];

/** Whether a deploy can update it. */
export function isUsable({ StackStatus }: Stack): boolean {
  return StackStatus !== undefined && USABLE.includes(StackStatus);
}
