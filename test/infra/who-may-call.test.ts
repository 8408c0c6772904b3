import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const { template } = synthesise({ ...REAL_SENDER, ownerAddress: 'owner@pricebell.dev' });

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((one) => [one])]);
const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore(z.string()),
  Principal: z.union([z.literal('*'), z.object({ Service: z.string() }).strict(), z.object({ AWS: z.literal('*') })]),
  Resource: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const policySchema = z.object({ Statement: z.array(statementSchema) });
const PLAIN_HTTP = { Bool: { 'aws:SecureTransport': 'false' } };

function propertiesOf(type: string): [string, Record<string, unknown>][] {
  return Object.entries(template.findResources(type)).map(([id, { Properties }]) => [id, Properties ?? {}]);
}

/** Statements of the policies of this type, by the thing that each is on. */
function statementsOn(type: string, targets: string) {
  const found = new Map<string, z.infer<typeof statementSchema>[]>();
  for (const [, properties] of propertiesOf(type)) {
    for (const target of z.array(z.unknown()).parse(properties[targets])) {
      found.set(render(target), policySchema.parse(properties.PolicyDocument).Statement);
    }
  }
  return found;
}

describe('a role', () => {
  it('can be assumed by one AWS service, and by no account or person', () => {
    for (const [id, { AssumeRolePolicyDocument }] of propertiesOf('AWS::IAM::Role')) {
      const [statement, ...more] = policySchema
        .extend({ Statement: z.array(statementSchema.partial({ Resource: true })) })
        .parse(AssumeRolePolicyDocument).Statement;
      expect(more, id).toEqual([]);
      expect(statement, id).toMatchObject({
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Principal: { Service: expect.stringMatching(/^[a-z-]+\.amazonaws\.com$/) },
      });
    }
  });

  it('belongs to one function or to one part of the task', () => {
    const users = [
      ...propertiesOf('AWS::Lambda::Function').map(([, { Role }]) => render(Role)),
      ...propertiesOf('AWS::ECS::TaskDefinition').flatMap(([, { TaskRoleArn, ExecutionRoleArn }]) => [
        render(TaskRoleArn),
        render(ExecutionRoleArn),
      ]),
    ];
    expect(new Set(users).size).toBe(users.length);
  });
});

describe('the account', () => {
  it('gets no person, key or policy that could be attached elsewhere', () => {
    for (const type of ['User', 'Group', 'AccessKey', 'ManagedPolicy', 'UserPolicy']) {
      template.resourceCountIs(`AWS::IAM::${type}`, 0);
    }
  });
});

describe('a function', () => {
  it('is called from outside the account by no one, and by a service for one resource only', () => {
    for (const [id, permission] of propertiesOf('AWS::Lambda::Permission')) {
      expect(permission.Action, id).toBe('lambda:InvokeFunction');
      expect(render(permission.Principal), id).toMatch(/^[a-z0-9.-]+\.amazonaws\.com$/);
      expect(permission.SourceArn, id).toBeDefined();
      expect(render(permission.SourceArn), id).not.toBe('*');
    }
  });

  it('has no address of its own', () => {
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });
});

describe('a queue', () => {
  const queues = propertiesOf('AWS::SQS::Queue');
  const statements = statementsOn('AWS::SQS::QueuePolicy', 'Queues');

  it.each(queues)('%s is encrypted, refuses plain HTTP, and is opened to no stranger', (id, properties) => {
    expect(properties.SqsManagedSseEnabled === true || properties.KmsMasterKeyId !== undefined).toBe(true);
    const onIt = statements.get(id) ?? [];
    expect(onIt).toContainEqual(expect.objectContaining({ Effect: 'Deny', Action: ['sqs:*'], Condition: PLAIN_HTTP }));
    for (const { Effect, Condition } of onIt) if (Effect === 'Allow') expect(Condition).toBeDefined();
  });
});

describe('the topic of the alarms', () => {
  const [[topic = ''] = [], ...others] = propertiesOf('AWS::SNS::Topic');
  const statements = statementsOn('AWS::SNS::TopicPolicy', 'Topics').get(topic);

  it('is the only one, takes alarms of this account alone, and never by plain HTTP', () => {
    expect(others).toEqual([]);
    expect(statements).toHaveLength(2);
    expect(statements).toContainEqual(expect.objectContaining({ Effect: 'Deny', Condition: PLAIN_HTTP }));
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: ['sns:Publish'],
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      }),
    );
  });

  it('mails the owner', () => {
    const subscription = { Protocol: 'email', Endpoint: 'owner@pricebell.dev', TopicArn: { Ref: topic } };
    template.hasResourceProperties('AWS::SNS::Subscription', subscription);
  });

  it('gets every alarm of the stack, whichever construct made it', () => {
    const alarms = propertiesOf('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(4);
    for (const [id, { AlarmActions }] of alarms) expect(AlarmActions, id).toEqual([{ Ref: topic }]);
  });

  it('is not there when no owner is named', () => {
    const { template: without } = synthesise();
    without.resourceCountIs('AWS::SNS::Topic', 0);
    expect(JSON.stringify(without.findResources('AWS::CloudWatch::Alarm'))).not.toContain('AlarmActions');
  });
});

describe('stored data', () => {
  it('is encrypted: the ticks by a key of AWS, a table as DynamoDB always does', () => {
    for (const [id, { StreamEncryption }] of propertiesOf('AWS::Kinesis::Stream')) {
      expect(StreamEncryption, id).toMatchObject({ EncryptionType: 'KMS' });
    }
    for (const [id, { SSESpecification }] of propertiesOf('AWS::DynamoDB::Table')) {
      // unset: a key that AWS owns, which can't be switched off
      expect(SSESpecification, id).not.toEqual({ SSEEnabled: false });
    }
  });

  it('is in no public bucket', () => {
    for (const [id, { PublicAccessBlockConfiguration }] of propertiesOf('AWS::S3::Bucket')) {
      expect(PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });
});

describe('the task', () => {
  it('can be called by nothing: no way in, no load balancer, no shell', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    for (const [id, { SecurityGroupIngress }] of propertiesOf('AWS::EC2::SecurityGroup')) {
      expect(SecurityGroupIngress ?? [], id).toEqual([]);
    }
    for (const [id, { LoadBalancers, EnableExecuteCommand }] of propertiesOf('AWS::ECS::Service')) {
      expect(LoadBalancers ?? [], id).toEqual([]);
      expect(EnableExecuteCommand ?? false, id).toBe(false);
    }
  });
});
