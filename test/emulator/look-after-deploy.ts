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
import { parseSettings } from '../../infra/config.ts';
import { examineDeploy } from '../../infra/doctor/after/examine-deploy.ts';
import { watchDeploy } from '../../infra/doctor/after/watch-deploy.ts';
import type { Clients } from '../../infra/doctor/clients.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { awsClient, type Emulator, REGION } from './emulator.ts';

/** `npm run doctor -- --after --wait 0`. No name server knows the API's host, so it gets another address; and no name server is asked. */
export async function lookAfterDeploy(
  emulator: Emulator,
  stack: DeployedStack,
): Promise<{ code: number; text: string }> {
  const look = () =>
    examineDeploy({
      config: parseSettings({ region: REGION }),
      clients: clientsOf(emulator),
      apiUrl: stack.apiUrl(),
      now: Date.now,
    });
  let text = '';
  const print = (more: string) => {
    text += more;
  };
  const code = await watchDeploy({ look, print, now: Date.now, sleep: async () => {}, waitMs: 0 });
  return { code, text };
}

function clientsOf(emulator: Emulator): Clients {
  const noRecords = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
  return {
    budgets: awsClient(BudgetsClient, emulator),
    cloudFormation: awsClient(CloudFormationClient, emulator),
    cloudWatch: awsClient(CloudWatchClient, emulator),
    dns: { resolveCname: noRecords, resolveMx: noRecords, resolveTxt: noRecords },
    ecs: awsClient(ECSClient, emulator),
    iam: awsClient(IAMClient, emulator),
    kinesis: awsClient(KinesisClient, emulator),
    lambda: awsClient(LambdaClient, emulator),
    ses: awsClient(SESClient, emulator),
    sns: awsClient(SNSClient, emulator),
    sts: awsClient(STSClient, emulator),
  };
}
