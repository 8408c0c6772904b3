import { describe, expect, it } from 'vitest';
import { FUNCTION, ISSUER, interpret, STAGE } from './interpret-resources.ts';

describe('interpreting a template', () => {
  it('names a resource type that it does not know', async () => {
    await expect(interpret({ Site: { Type: 'AWS::S3::Bucket' } })).rejects.toThrow(
      'Site (AWS::S3::Bucket): the local interpreter does not know this resource type',
    );
  });

  it('names a property that it does not know', async () => {
    const odd = { ...FUNCTION, Properties: { ...FUNCTION.Properties, SnapStart: { ApplyOn: 'None' } } };
    await expect(interpret({ Api: odd }, STAGE)).rejects.toThrow(/^Api \(AWS::Lambda::Function\).*SnapStart/);
  });

  it('takes the bound of invocations at once that a function has', async () => {
    const bounded = { ...FUNCTION, Properties: { ...FUNCTION.Properties, ReservedConcurrentExecutions: 5 } };
    expect((await interpret({ Api: bounded }, STAGE)).functions.get('Api')).toMatchObject({ maxConcurrency: 5 });
  });

  it('refuses sections and attributes that would change what runs', async () => {
    await expect(interpret({}, { Conditions: {} })).rejects.toThrow('Conditions');
    await expect(interpret({ Pool: { Type: 'AWS::Cognito::UserPool', Condition: 'X' } })).rejects.toThrow('Condition');
  });

  it('leaves out what is ignored, with all that it refers to', async () => {
    const plan = await interpret(
      { Api: FUNCTION, Role: { Type: 'AWS::IAM::Role', Properties: { Any: { Ref: 'Gone' } } } },
      STAGE,
    );
    expect(plan.functions.get('Api')).toEqual({
      name: 'Api',
      bundle: '/assembly/asset.code',
      handler: 'index.handler',
      environment: { REGION: 'eu-west-1', STAGE: 'test' },
      timeoutMs: 30_000,
      memoryMb: 512,
      maxConcurrency: null,
    });
  });

  it('takes a sender domain as it is: any mail may leave here, and no name server is asked', async () => {
    const record = { HostedZoneId: 'Z1', Name: { 'Fn::GetAtt': ['Domain', 'DkimDNSTokenName1'] }, Type: 'CNAME' };
    const Properties = {
      EmailIdentity: 'pricebell.dev',
      ConfigurationSetAttributes: { ConfigurationSetName: 'mails' },
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      FeedbackAttributes: { EmailForwardingEnabled: false },
      MailFromAttributes: { MailFromDomain: 'mail.pricebell.dev', BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
    };
    const resources = {
      Domain: { Type: 'AWS::SES::EmailIdentity', Properties },
      Record: { Type: 'AWS::Route53::RecordSet', Properties: record },
    };
    await expect(interpret(resources)).resolves.toBeDefined();
  });

  it('names resources that wait for each other, and missing ones', async () => {
    const api = (name: string) => ({ Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: { Ref: name } } });
    await expect(interpret({ A: api('B'), B: api('A') })).rejects.toThrow(/wait for each other: (A → B → A|B → A → B)/);
    await expect(interpret({ A: api('Gone') })).rejects.toThrow('the template has no resource Gone');
  });

  it('plans routes with the authorizer that guards them, on the local issuer', async () => {
    const plan = await interpret(
      {
        Fn: FUNCTION,
        Pool: { Type: 'AWS::Cognito::UserPool' },
        Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
        Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Api', ProtocolType: 'HTTP' } },
        Guard: {
          Type: 'AWS::ApiGatewayV2::Authorizer',
          Properties: {
            ApiId: { Ref: 'Http' },
            AuthorizerType: 'JWT',
            IdentitySource: ['$request.header.Authorization'],
            JwtConfiguration: { Audience: [{ Ref: 'Client' }], Issuer: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] } },
            Name: 'Guard',
          },
        },
        Integration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: { Ref: 'Http' },
            IntegrationType: 'AWS_PROXY',
            IntegrationUri: { 'Fn::GetAtt': ['Fn', 'Arn'] },
            PayloadFormatVersion: '2.0',
          },
        },
        Route: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Http' },
            AuthorizationType: 'JWT',
            AuthorizerId: { Ref: 'Guard' },
            RouteKey: 'GET /api/me',
            Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
          },
        },
      },
      STAGE,
    );
    expect(plan.routes).toEqual([{ routeKey: 'GET /api/me', integrationId: 'Integration', authorizerId: 'Guard' }]);
    expect(plan.authorizers.get('Guard')).toEqual({ issuer: ISSUER, audiences: ['client'] });
    expect(plan.integrations.get('Integration')).toBe('Fn');
  });

  it('gives functions the real address of the API, and the name of the configuration set', async () => {
    const variables = { PUBLIC_URL: { 'Fn::GetAtt': ['Http', 'ApiEndpoint'] }, SET: { Ref: 'Mails' } };
    const plan = await interpret({
      Fn: { ...FUNCTION, Properties: { ...FUNCTION.Properties, Environment: { Variables: variables } } },
      Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
      Mails: {
        Type: 'AWS::SES::ConfigurationSet',
        Properties: { ReputationOptions: { ReputationMetricsEnabled: true } },
      },
      Events: {
        Type: 'AWS::SES::ConfigurationSetEventDestination',
        Properties: { ConfigurationSetName: { Ref: 'Mails' } },
      },
      Reports: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: { 'Fn::GetAtt': ['Gone', 'Arn'] } }] } },
    });
    expect(plan.functions.get('Fn')?.environment).toEqual({ PUBLIC_URL: 'http://localhost:20001', SET: 'Mails' });
  });

  it('runs the bundle that one container fetches and the other starts', async () => {
    const container = (name: string, command: unknown[]) => ({
      Name: name,
      Command: command,
      LogConfiguration: { Ref: 'Gone' },
    });
    const plan = await interpret({
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          ContainerDefinitions: [
            container('Fetch', ['s3', 'cp', '--only-show-errors', 's3://bucket/main.mjs', '/bundle/main.mjs']),
            { ...container('Run', ['node', '/bundle/main.mjs']), Environment: [{ Name: 'A', Value: 'b' }] },
          ],
        },
      },
    });
    expect(plan.task).toEqual({ name: 'Run', program: '/assembly/asset.main.mjs', environment: { A: 'b' } });
  });

  it('plans a mapping with its limits, and refuses what it can not apply', async () => {
    const mapping = (properties: Record<string, unknown>) => ({
      Fn: FUNCTION,
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: 'arn:aws:kinesis:eu-west-1:000000000000:stream/ticks',
          FunctionName: { Ref: 'Fn' },
          StartingPosition: 'TRIM_HORIZON',
          ...properties,
        },
      },
    });
    const given = {
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 60,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    };
    const { mappings } = await interpret(mapping(given), STAGE);
    expect(mappings).toMatchObject([{ name: 'Mapping', maxRetries: null, maxAgeMs: 60_000, reportsFailures: true }]);
    await expect(interpret(mapping({ ParallelizationFactor: 2 }), STAGE)).rejects.toThrow('ParallelizationFactor');
    await expect(interpret(mapping({ TumblingWindowInSeconds: 5 }), STAGE)).rejects.toThrow('TumblingWindowInSeconds');
    await expect(interpret(mapping({ Enabled: false }), STAGE)).rejects.toThrow('Enabled');
  });

  it('plans the calls of a rule with a rate, leaves out a rule with a pattern, and refuses what it can not apply', async () => {
    const rule = (properties: Record<string, unknown>) => ({
      Fn: FUNCTION,
      Tick: {
        Type: 'AWS::Events::Rule',
        Properties: { State: 'ENABLED', Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }], ...properties },
      },
    });
    const schedulesOf = async (properties: Record<string, unknown>) =>
      (await interpret(rule(properties), STAGE)).schedules;
    const call = { name: 'Tick', functionName: 'Fn' };
    expect(await schedulesOf({ ScheduleExpression: 'rate(1 minute)' })).toEqual([{ ...call, everyMs: 60_000 }]);
    expect(await schedulesOf({ ScheduleExpression: 'rate(2 hours)' })).toEqual([{ ...call, everyMs: 7_200_000 }]);
    expect(await schedulesOf({ EventPattern: { source: ['aws.ses'] } })).toEqual([]);
    await expect(schedulesOf({ ScheduleExpression: 'cron(0 12 * * ? *)' })).rejects.toThrow('only a rate');
    await expect(schedulesOf({ ScheduleExpression: 'rate(1 day)', State: 'DISABLED' })).rejects.toThrow('State');
  });

  it('plans as many invocations at once as a queue asks for, five when it names no number, and refuses more than ten', async () => {
    const concurrencyOf = async (ScalingConfig?: Record<string, unknown>) => {
      const Properties = {
        EventSourceArn: 'arn:aws:sqs:eu-west-1:000000000000:mails',
        FunctionName: { Ref: 'Fn' },
        ...(ScalingConfig && { ScalingConfig }),
      };
      const resources = { Fn: FUNCTION, Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties } };
      return (await interpret(resources, STAGE)).mappings;
    };
    expect(await concurrencyOf({ MaximumConcurrency: 2 })).toMatchObject([{ source: 'sqs', maxConcurrency: 2 }]);
    expect(await concurrencyOf()).toMatchObject([{ maxConcurrency: 5 }]);
    await expect(concurrencyOf({ MaximumConcurrency: 11 })).rejects.toThrow('at most 10');
    await expect(concurrencyOf({ MaximumConcurrency: 1 })).rejects.toThrow('MaximumConcurrency');
    await expect(concurrencyOf({ MinimumConcurrency: 2 })).rejects.toThrow('MinimumConcurrency');
  });
});
