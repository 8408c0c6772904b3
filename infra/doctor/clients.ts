import { BudgetsClient } from '@aws-sdk/client-budgets';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Dns, makeDns } from './dns.ts';

/** A person waits at the terminal. */
const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 2;

export interface Clients {
  readonly budgets: BudgetsClient;
  readonly sts: STSClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dns: Dns;
  readonly ecs: ECSClient;
  readonly iam: IAMClient;
  readonly kinesis: KinesisClient;
  readonly ses: SESClient;
  readonly sns: SNSClient;
  readonly lambda: LambdaClient;
}

/** Credentials and `AWS_ENDPOINT_URL*` come from the environment, as for the CDK CLI. The region comes from the settings. */
export function makeClients(region: string): Clients {
  const settings = {
    region,
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  };
  return {
    budgets: new BudgetsClient(settings),
    sts: new STSClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    dns: makeDns(),
    ecs: new ECSClient(settings),
    iam: new IAMClient(settings),
    kinesis: new KinesisClient(settings),
    ses: new SESClient(settings),
    sns: new SNSClient(settings),
    lambda: new LambdaClient(settings),
  };
}
