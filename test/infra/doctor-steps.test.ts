import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { STACK_NAME } from '../../infra/config.ts';
import { cloudFormation, finding, iam, refused, resetAccount, shardsAre, stackIs } from './doctor-account.ts';

beforeEach(resetAccount);

describe('the key of CDK’s bucket', () => {
  const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
  const ARN = `arn:aws:kms:eu-west-1:123456789012:key/${KEY}`;
  const bucketHas = (FileAssetsBucketKmsKeyId: string) =>
    stackIs('CDKToolkit', 'CREATE_COMPLETE', {
      outputs: { BootstrapVersion: '28' },
      parameters: { FileAssetsBucketKmsKeyId },
    });

  it.each(['', 'AWS_MANAGED_KEY'])('that CDK or AWS manages (%j) needs no setting', async (key) => {
    bucketHas(key);
    expect(await finding('bootstrap')).toMatchObject({ level: 'ok' });
  });

  it.each([KEY, ARN])('that was given as %s is to be given to the deploy too', async (key) => {
    bucketHas(key);
    const text = expect.stringContaining(`Deploy with -c bootstrapKmsKeyArn=${ARN}.`);
    expect(await finding('bootstrap')).toMatchObject({ level: 'stop', text });
    expect(await finding('bootstrap', { bootstrapKmsKeyArn: ARN })).toMatchObject({ level: 'ok' });
  });

  it('is not given when the bucket has another one or none', async () => {
    bucketHas('AWS_MANAGED_KEY');
    const text = expect.stringContaining('Deploy without bootstrapKmsKeyArn');
    expect(await finding('bootstrap', { bootstrapKmsKeyArn: ARN })).toMatchObject({ level: 'stop', text });
  });
});

describe('the role of ECS', () => {
  it('that a new account lacks is asked for, with the command', async () => {
    iam.on(GetRoleCommand).rejects(refused('NoSuchEntityException'));
    const command = '`aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com`';
    expect(await finding('ecs role')).toMatchObject({ level: 'stop', text: expect.stringContaining(command) });
  });

  it('that may not be looked at is noted', async () => {
    iam.on(GetRoleCommand).rejects(refused('AccessDenied'));
    expect(await finding('ecs role')).toMatchObject({ level: 'note' });
  });
});

describe('the shards', () => {
  it.each([
    [1, '2', /goes from 1 to 2/],
    [4, '2', /goes from 4 to 2/],
    [3, '2', /goes from 3 to 2/],
    [2, '2', /has 2\./],
  ])('from %d to %s change in one deploy', async (now, wanted, text) => {
    shardsAre(now);
    expect(await finding('shards', { tickShards: wanted })).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(text),
    });
  });

  it.each([
    [1, '4', 'Deploy with -c tickShards=2, then with -c tickShards=4.'],
    [3, '16', 'Deploy with -c tickShards=6, then with -c tickShards=12, then with -c tickShards=16.'],
    [5, '1', 'Deploy with -c tickShards=3, then with -c tickShards=2, then with -c tickShards=1.'],
  ])('from %d to %s change in steps, which are named', async (now, wanted, steps) => {
    shardsAre(now);
    expect(await finding('shards', { tickShards: wanted })).toMatchObject({
      level: 'stop',
      text: expect.stringContaining(steps),
    });
  });

  it('of a new stream may be any number', async () => {
    stackIs(STACK_NAME, null);
    expect(await finding('shards', { tickShards: '16' })).toMatchObject({ level: 'ok' });
  });

  it('are found also when the stream is on a later page of the stack’s resources', async () => {
    const page = {
      ResourceType: 'AWS::Kinesis::Stream',
      PhysicalResourceId: 'ticks',
      LogicalResourceId: 'TicksStream',
    };
    cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [], NextToken: 'more' });
    cloudFormation.on(ListStackResourcesCommand, { NextToken: 'more' }).resolves({
      StackResourceSummaries: [{ ...page, ResourceStatus: 'CREATE_COMPLETE', LastUpdatedTimestamp: new Date(0) }],
    });
    expect(await finding('shards', { tickShards: '8' })).toMatchObject({ level: 'stop' });
  });
});
