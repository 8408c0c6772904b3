import { describe, expect, it } from 'vitest';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const functionsOf = ({ template }: ReturnType<typeof synthesise>) => template.findResources('AWS::Lambda::Function');

describe('the canary', () => {
  const stack = synthesise();

  it('is looked at once a minute', () => {
    stack.template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': ['RunCanary', 'Arn'] } }],
    });
    stack.template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': ['RunCanary', 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['EveryMinute', 'Arn'] },
    });
    // Lambda would try each that failed two more times, and each that found no room for six hours
    stack.template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: 'RunCanary' },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
    expect(functionsOf(stack).Market?.Properties.Environment.Variables).toMatchObject({ CANARY: 'true' });
  });

  it('is not there when it is switched off, and what still fires can be dispatched', () => {
    const without = synthesise({ ...REAL_SENDER, canary: 'false' });
    const ids = Object.keys(without.template.toJSON().Resources);
    const gone = Object.keys(stack.template.toJSON().Resources).filter((id) => !ids.includes(id));
    expect(gone.filter((id) => !/^(RunCanary|EveryMinute|CanaryIsLate)/.test(id))).toEqual([]);
    expect(gone).toEqual(expect.arrayContaining(['RunCanary', 'RunCanaryRole', 'EveryMinute', 'CanaryIsLate']));
    const { Market, DispatchMessages } = functionsOf(without);
    expect(Market?.Properties.Environment.Variables).toMatchObject({ CANARY: 'false' });
    expect(DispatchMessages?.Properties).toEqual({
      ...functionsOf(stack).DispatchMessages?.Properties,
      Code: expect.anything(),
    });
    const policyOf = ({ template }: typeof stack) =>
      template.findResources('AWS::IAM::Policy').DispatchMessagesRoleDefaultPolicy;
    expect(policyOf(without)).toEqual(policyOf(stack));
    expect(JSON.stringify(policyOf(stack))).toContain('{"dynamodb:LeadingKeys":["canary"]}');
  });
});
