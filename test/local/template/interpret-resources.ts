// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is CloudFormation's own syntax
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { parseTemplate } from '../../../local/template/assembly.ts';
import { interpretTemplate } from '../../../local/template/interpret.ts';
import { emptyPlan } from '../../../local/template/plan.ts';

export const ISSUER = 'http://127.0.0.1:20000';

/** Interprets resources that need no engine. */
export async function interpret(resources: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const plan = emptyPlan();
  await interpretTemplate(parseTemplate({ Resources: resources, ...more }), {
    dynamodb: new DynamoDBClient({}),
    kinesis: new KinesisClient({}),
    queues: new SQSClient({}),
    assets: new Map([
      ['code.zip', '/assembly/asset.code'],
      ['main.mjs', '/assembly/asset.main.mjs'],
    ]),
    issuer: ISSUER,
    origin: 'http://localhost:20001',
    clientId: 'client',
    plan,
  });
  return plan;
}

export const FUNCTION = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: 'code.zip' },
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Runtime: 'nodejs24.x',
    Timeout: 30,
    MemorySize: 512,
    Environment: { Variables: { REGION: { Ref: 'AWS::Region' }, STAGE: { Ref: 'Stage' } } },
  },
};
export const STAGE = { Parameters: { Stage: { Type: 'String', Default: 'test' } } };
