import { describe, expect, it } from 'vitest';
import { environmentSchema as apiEnvironment } from '../../functions/api/environment.ts';
import { CLAIM_MS } from '../../functions/deliver-triggers/deliver-trigger.ts';
import { environmentSchema as deliverEnvironment } from '../../functions/deliver-triggers/environment.ts';
import { environmentSchema as dispatchEnvironment } from '../../functions/dispatch-triggers/environment.ts';
import { environmentSchema as evaluateEnvironment } from '../../functions/evaluate-ticks/environment.ts';
import { render } from './render.ts';
import { synthesise } from './synthesise.ts';

const { template } = synthesise();
const functions = Object.entries(template.findResources('AWS::Lambda::Function'));

function variablesOf(functionId: string): Record<string, string> {
  const variables = functions.find(([id]) => id === functionId)?.[1].Properties.Environment.Variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, render(value)]));
}

function mappingOf(functionId: string): Record<string, unknown> {
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
  const found = mappings.filter(({ Properties }) => render(Properties.FunctionName) === functionId);
  expect(found, `mappings of ${functionId}`).toHaveLength(1);
  const { EventSourceArn, FunctionName, ...limits } = found[0]?.Properties ?? {};
  return { source: render(EventSourceArn), ...limits };
}

describe('every function', () => {
  it('is one of these four', () => {
    expect(functions.map(([id]) => id).sort()).toEqual(['Api', 'DeliverTriggers', 'DispatchTriggers', 'EvaluateTicks']);
  });

  it.each(functions)('%s runs Node 24 on arm64 within its limits', (id, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    expect(Properties.Timeout).toBeLessThanOrEqual(60);
    expect(Properties.MemorySize).toBeLessThanOrEqual(id === 'Api' ? 1_024 : 512);
  });

  it.each(functions)('%s logs to a group of the stack', (_id, { Properties }) => {
    expect(template.findResources('AWS::Logs::LogGroup')).toHaveProperty(render(Properties.LoggingConfig.LogGroup));
  });

  it.each([
    ['Api', apiEnvironment],
    ['EvaluateTicks', evaluateEnvironment],
    ['DispatchTriggers', dispatchEnvironment],
    ['DeliverTriggers', deliverEnvironment],
  ])('%s is given exactly the environment that it parses', (id, schema) => {
    expect(Object.keys(variablesOf(id)).sort()).toEqual(Object.keys(schema.shape).sort());
  });
});

it('every log group forgets after a month', () => {
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

describe('the mappings', () => {
  const untilItWorks = { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1, ParallelizationFactor: 1 };
  const inOrder = { BatchSize: 100, StartingPosition: 'TRIM_HORIZON', ...untilItWorks };
  const inPart = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

  it('gives every tick to evaluate-ticks: no filter, no bisect, no retry or age limit', () => {
    expect(mappingOf('EvaluateTicks')).toEqual({ source: 'TicksStream', ...inOrder, ...inPart });
  });

  it('gives dispatch-triggers the changes of alerts that have fired, for as long as it takes', () => {
    const { FilterCriteria, ...limits } = mappingOf('DispatchTriggers');
    expect(limits).toEqual({ source: 'DatabaseAlerts.StreamArn', ...inOrder, ...inPart });
    const fired = { dynamodb: { NewImage: { lastTrigger: { M: { id: { S: [{ exists: true }] } } } } } };
    expect(FilterCriteria).toEqual({ Filters: [{ Pattern: JSON.stringify(fired) }] });
  });

  it('gives deliver-triggers one delivery at a time, so that a slow send holds up no other, and two at once at most', () => {
    const limits = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } };
    expect(mappingOf('DeliverTriggers')).toEqual({ source: 'DeliveriesQueue', ...limits, ...inPart });
  });
});

describe('the queues', () => {
  const { VisibilityTimeout, RedrivePolicy } =
    template.findResources('AWS::SQS::Queue').DeliveriesQueue?.Properties ?? {};

  it('brings a failed delivery back after a minute, for more than an hour and a half, then keeps it two weeks', () => {
    expect(VisibilityTimeout).toBe(60);
    expect(RedrivePolicy.deadLetterTargetArn).toEqual({ 'Fn::GetAtt': ['DeliveriesDead', 'Arn'] });
    expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeGreaterThan(90 * 60);
    template.resourcePropertiesCountIs('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 3600 }, 2);
  });

  it('hide a delivery until the claim of a sender that has ended is over, and claim it for as long as a sender runs', () => {
    const timeout = functions.find(([id]) => id === 'DeliverTriggers')?.[1].Properties.Timeout;
    expect(timeout).toBe(20);
    expect(CLAIM_MS).toBeGreaterThan(timeout * 1_000);
    expect(CLAIM_MS).toBeLessThan(VisibilityTimeout * 1_000);
  });

  it('are encrypted and refuse plain HTTP', () => {
    template.resourceCountIs('AWS::SQS::Queue', 3);
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 3);
  });
});
