import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient, ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ECSClient, ListClustersCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListIdentitiesCommand, SESClient } from '@aws-sdk/client-ses';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClient, type Emulator } from './emulator.ts';

/** The resources in the account, one sorted line each, of every service whose resources cost money or keep a name. */
export async function takeInventory(emulator: Emulator): Promise<string[]> {
  const names = await Promise.all(Object.entries(LISTS).map(async ([kind, list]) => named(kind, await list(emulator))));
  return names.flat().sort();
}

function named(kind: string, names: readonly (string | undefined)[]): string[] {
  return names.map((name) => `${kind} ${name}`);
}

type List = (emulator: Emulator) => Promise<readonly (string | undefined)[]>;

const LISTS: Readonly<Record<string, List>> = {
  async stack(emulator) {
    const { Stacks = [] } = await awsClient(CloudFormationClient, emulator).send(new DescribeStacksCommand());
    return Stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName);
  },
  async bucket(emulator) {
    const { Buckets = [] } = await awsClient(S3Client, emulator).send(new ListBucketsCommand());
    return Buckets.map(({ Name }) => Name);
  },
  async table(emulator) {
    const { TableNames = [] } = await awsClient(DynamoDBClient, emulator).send(new ListTablesCommand());
    return TableNames;
  },
  async stream(emulator) {
    const { StreamNames = [] } = await awsClient(KinesisClient, emulator).send(new ListStreamsCommand());
    return StreamNames;
  },
  async queue(emulator) {
    const { QueueUrls = [] } = await awsClient(SQSClient, emulator).send(new ListQueuesCommand());
    return QueueUrls;
  },
  async sender(emulator) {
    const { Identities = [] } = await awsClient(SESClient, emulator).send(new ListIdentitiesCommand());
    return Identities;
  },
  async function(emulator) {
    const { Functions = [] } = await awsClient(LambdaClient, emulator).send(new ListFunctionsCommand());
    return Functions.map(({ FunctionName }) => FunctionName);
  },
  async mapping(emulator) {
    const list = new ListEventSourceMappingsCommand();
    const { EventSourceMappings = [] } = await awsClient(LambdaClient, emulator).send(list);
    return EventSourceMappings.map(({ UUID }) => UUID);
  },
  async 'log group'(emulator) {
    const { logGroups = [] } = await awsClient(CloudWatchLogsClient, emulator).send(new DescribeLogGroupsCommand());
    return logGroups.map(({ logGroupName }) => logGroupName);
  },
  async role(emulator) {
    const { Roles = [] } = await awsClient(IAMClient, emulator).send(new ListRolesCommand());
    return Roles.map(({ RoleName }) => RoleName);
  },
  async 'user pool'(emulator) {
    const list = new ListUserPoolsCommand({ MaxResults: 60 });
    const { UserPools = [] } = await awsClient(CognitoIdentityProviderClient, emulator).send(list);
    return UserPools.map(({ Id }) => Id);
  },
  async cluster(emulator) {
    const { clusterArns = [] } = await awsClient(ECSClient, emulator).send(new ListClustersCommand());
    return clusterArns;
  },
  async task(emulator) {
    const list = new ListTaskDefinitionsCommand({ status: 'ACTIVE' });
    const { taskDefinitionArns = [] } = await awsClient(ECSClient, emulator).send(list);
    return taskDefinitionArns;
  },
};
