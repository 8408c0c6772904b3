import { BudgetsClient, DescribeBudgetsCommand } from '@aws-sdk/client-budgets';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetIdentityDkimAttributesCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  ListIdentitiesCommand,
  SESClient,
} from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { expect } from 'vitest';
import { parseSettings, STACK_NAME } from '../../infra/config.ts';
import type { Dns } from '../../infra/doctor/dns.ts';
import { examineAccount } from '../../infra/doctor/examine-account.ts';

export const SENDER = 'bell@pricebell.dev';

function noNames(): Dns {
  const nothing = () => Promise.reject(Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' }));
  return { resolveCname: nothing, resolveMx: nothing, resolveTxt: nothing };
}

export const clients = {
  budgets: new BudgetsClient({}),
  sts: new STSClient({}),
  cloudFormation: new CloudFormationClient({}),
  cloudWatch: new CloudWatchClient({}),
  ecs: new ECSClient({}),
  sns: new SNSClient({}),
  dns: noNames(),
  iam: new IAMClient({}),
  kinesis: new KinesisClient({}),
  ses: new SESClient({}),
  lambda: new LambdaClient({}),
};
export const budgets = mockClient(clients.budgets);
export const sts = mockClient(clients.sts);
export const cloudFormation = mockClient(clients.cloudFormation);
export const iam = mockClient(clients.iam);
export const kinesis = mockClient(clients.kinesis);
export const ses = mockClient(clients.ses);
export const lambda = mockClient(clients.lambda);

/** Sets up an account that was deployed to, in which all is well; each test spoils one thing. */
export function resetAccount(): void {
  for (const mock of [budgets, sts, cloudFormation, iam, kinesis, ses, lambda]) mock.reset();
  signedInAs('arn:aws:iam::123456789012:user/ann');
  stackIs('CDKToolkit', 'CREATE_COMPLETE', { outputs: { BootstrapVersion: '28' } });
  stackIs(STACK_NAME, 'UPDATE_COMPLETE');
  stackHas({ 'AWS::SES::EmailIdentity': [SENDER], 'AWS::Kinesis::Stream': ['ticks'] });
  budgets.on(DescribeBudgetsCommand).resolves({ Budgets: [] });
  iam.on(GetRoleCommand, { RoleName: 'AWSServiceRoleForECS' }).resolves({});
  shardsAre(1);
  senderIs('Success');
  domainIs('Success');
  ses.on(GetSendQuotaCommand).resolves({ Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 12 });
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { UnreservedConcurrentExecutions: 1_000 } });
}

/** The physical ids of the stack's resources, by type. */
export function stackHas(resources: Readonly<Record<string, readonly string[]>>): void {
  const StackResourceSummaries = Object.entries(resources).flatMap(([ResourceType, ids]) =>
    ids.map((PhysicalResourceId) => ({
      ResourceType,
      PhysicalResourceId,
      LogicalResourceId: PhysicalResourceId,
      ResourceStatus: 'CREATE_COMPLETE' as const,
      LastUpdatedTimestamp: new Date(0),
    })),
  );
  cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries });
}

export function shardsAre(OpenShardCount: number): void {
  const StreamDescriptionSummary = {
    StreamName: 'ticks',
    StreamARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/ticks',
    StreamStatus: 'ACTIVE' as const,
    RetentionPeriodHours: 24,
    StreamCreationTimestamp: new Date(0),
    EnhancedMonitoring: [],
    OpenShardCount,
  };
  kinesis.on(DescribeStreamSummaryCommand, { StreamName: 'ticks' }).resolves({ StreamDescriptionSummary });
}

export function signedInAs(Arn: string): void {
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn });
}

interface StackFacts {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export function stackIs(StackName: string, status: StackStatus | null, facts: StackFacts = {}): void {
  const asked = cloudFormation.on(DescribeStacksCommand, { StackName });
  if (status === null) {
    const absent = new Error(`Stack with id ${StackName} does not exist`);
    asked.rejects(Object.assign(absent, { name: 'ValidationError' }));
    return;
  }
  const { outputs = {}, parameters = {}, tags = {} } = facts;
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  asked.resolves({
    Stacks: [{ StackName, CreationTime: new Date(0), StackStatus: status, Outputs, Parameters, Tags }],
  });
}

export function senderIs(VerificationStatus: 'Success' | 'Pending' | 'Failed' | null): void {
  const known = VerificationStatus === null ? [] : [[SENDER, { VerificationStatus }] as const];
  ses.on(ListIdentitiesCommand).resolves({ Identities: known.map(([address]) => address) });
  ses.on(GetIdentityVerificationAttributesCommand).resolves({ VerificationAttributes: Object.fromEntries(known) });
}

/** What SES knows of the keys of the sender's domain. */
export function domainIs(
  DkimVerificationStatus: 'Success' | 'Pending' | 'Failed' | null,
  DkimTokens: string[] = [],
): void {
  const known = DkimVerificationStatus && { DkimEnabled: true, DkimVerificationStatus, DkimTokens };
  ses
    .on(GetIdentityDkimAttributesCommand, { Identities: ['pricebell.dev'] })
    .resolves({ DkimAttributes: known ? { 'pricebell.dev': known } : {} });
}

export function refused(name: string): Error {
  return Object.assign(new Error(`${name}: not today`), { name });
}

export async function examine(settings: Record<string, string> = {}, environment: NodeJS.ProcessEnv = {}) {
  const config = parseSettings({ senderAddress: SENDER, ownerAddress: 'ann@pricebell.dev', ...settings });
  return examineAccount(config, clients, environment);
}

export async function finding(
  about: string,
  settings: Record<string, string> = {},
  environment: NodeJS.ProcessEnv = {},
) {
  const found = (await examine(settings, environment)).filter((one) => one.about === about);
  expect(found).toHaveLength(1);
  return found[0];
}
