import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((one) => [one])]);
const policySchema = z.object({
  Roles: z.array(z.unknown()),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({ Effect: z.literal('Allow'), Action: oneOrMore(z.string()), Resource: oneOrMore(z.unknown()) }),
    ),
  }),
});

/** Role → resource → what it may do there. A wider grant must be written down here before it can land. */
const EXPECTED: Record<string, Record<string, string[]>> = {
  EvaluateTicksRole: {
    EvaluateTicksLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    TicksStream: [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ],
    DatabaseAlerts: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    'DatabaseAlerts/index/rises': ['dynamodb:Query'],
    'DatabaseAlerts/index/falls': ['dynamodb:Query'],
    'DatabaseAlerts/index/dues': ['dynamodb:Query'],
    SetAsideQueue: ['sqs:SendMessage'],
  },
  DispatchTriggersRole: {
    DispatchTriggersLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    'DatabaseAlerts.StreamArn': ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    '*': ['dynamodb:ListStreams'],
    DatabaseTriggers: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    DeliveriesQueue: ['sqs:SendMessage'],
    SetAsideQueue: ['sqs:SendMessage'],
  },
  DeliverTriggersRole: {
    DeliverTriggersLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    DeliveriesQueue: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    DatabaseTriggers: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    DatabasePeople: ['dynamodb:GetItem'],
    'arn:aws:ses:eu-west-1:AWS::AccountId:identity/*': ['ses:SendRawEmail'],
  },
  ApiRole: {
    ApiLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    DatabaseAlerts: [
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    'DatabaseAlerts/index/owner': ['dynamodb:Query'],
    DatabaseCoins: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
    DatabaseMarket: ['dynamodb:GetItem', 'dynamodb:Query'],
    DatabaseTriggers: ['dynamodb:Query'],
    'DatabaseTriggers/index/owner': ['dynamodb:Query'],
    DatabasePeople: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  },
  IngestTaskTaskRole: {
    DatabaseAlerts: ['dynamodb:Query', 'dynamodb:UpdateItem'],
    DatabaseCoins: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
    'DatabaseCoins.StreamArn': ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    DatabaseMarket: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    TicksStream: ['kinesis:PutRecords'],
    'the bundle': ['s3:GetObject'],
  },
  IngestTaskExecutionRole: { IngestLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
};

/** Why a resource is a wildcard. No other may be. */
const WILDCARDS: Record<string, string> = {
  '*': 'ListStreams knows no resource, and Lambda asks for it when the mapping is made',
  'arn:aws:ses:eu-west-1:AWS::AccountId:identity/*':
    'in the SES sandbox the identity of the recipient is checked too; the condition narrows it to one sender',
};

const BUNDLE = /^arn:aws:s3:::cdk-\w+-assets-[^/]+\/[0-9a-f]{64}(\.\w+)?$/;

function grants(): Record<string, Record<string, string[]>> {
  const found: Record<string, Record<string, string[]>> = {};
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Policy'))) {
    const { Roles, PolicyDocument } = policySchema.parse(Properties);
    const role = Roles.map(render).join();
    for (const { Action, Resource } of PolicyDocument.Statement) {
      for (const name of Resource.map(render).map((arn) => arn.replace(BUNDLE, 'the bundle'))) {
        const known = found[role]?.[name] ?? [];
        found[role] = { ...found[role], [name]: [...known, ...Action].sort() };
      }
    }
  }
  return found;
}

const { template } = synthesise();

describe('permissions', () => {
  it.each(Object.entries(EXPECTED))('%s may do what is written down, where it is written down', (role, expected) => {
    expect(grants()[role]).toEqual(expected);
  });

  it('are given to no other role', () => {
    expect(Object.keys(grants()).sort()).toEqual(Object.keys(EXPECTED).sort());
    expect(Object.keys(template.findResources('AWS::IAM::Role')).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it('come from no managed policy', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties).not.toHaveProperty('Policies');
    }
  });

  it('name a wildcard only for a reason', () => {
    const names = Object.values(grants()).flatMap((byResource) => Object.keys(byResource));
    expect(names.filter((name) => name.includes('*')).sort()).toEqual(Object.keys(WILDCARDS).sort());
    const actions = Object.values(grants()).flatMap((byResource) => Object.values(byResource).flat());
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('let mails leave from one address only', () => {
    const { Condition } = sendStatement();
    expect(Condition).toEqual({ StringEquals: { 'ses:FromAddress': REAL_SENDER.senderAddress } });
  });
});

function sendStatement(): { Condition?: unknown } {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements.find(({ Action }) => Action === 'ses:SendRawEmail');
}
