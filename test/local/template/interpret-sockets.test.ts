import { describe, expect, it } from 'vitest';
import { NO_THROTTLES } from '../../../local/template/plan.ts';
import { FUNCTION, interpret, STAGE } from './interpret-resources.ts';

/** As the CDK writes a WebSocket API with one function behind its routes. */
function socketApi(throttle?: Record<string, number>) {
  const ApiId = { Ref: 'Live' };
  const uri = [
    'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/',
    { 'Fn::GetAtt': ['Fn', 'Arn'] },
    '/invocations',
  ];
  const route = (RouteKey: string) => ({
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId,
      AuthorizationType: 'NONE',
      RouteKey,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    },
  });
  return {
    Live: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'Live', ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::Join': ['', uri] } },
    },
    Connect: route('$connect'),
    Ping: route('ping'),
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId, StageName: 'live', AutoDeploy: true, ...(throttle && { DefaultRouteSettings: throttle }) },
    },
  };
}

describe('interpreting a WebSocket API', () => {
  it('plans a WebSocket API apart from the HTTP API, and gives functions the local address of its stage', async () => {
    const address = (scheme: string) => ({
      'Fn::Join': [
        '',
        [
          `${scheme}://`,
          { Ref: 'Live' },
          '.execute-api.',
          { Ref: 'AWS::Region' },
          '.',
          { Ref: 'AWS::URLSuffix' },
          '/live',
        ],
      ],
    });
    const Variables = {
      LIVE_ENDPOINT: address('https'),
      LIVE_URL: address('wss'),
      OTHER: 'https://a.execute-api.b.c/live',
    };
    const plan = await interpret(
      {
        ...socketApi({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 }),
        Fn: { ...FUNCTION, Properties: { ...FUNCTION.Properties, Environment: { Variables } } },
      },
      STAGE,
    );
    expect(plan.routes).toEqual([]);
    expect(plan.stage).toEqual(NO_THROTTLES);
    expect(plan.sockets.get('Live')).toEqual({
      routes: new Map([
        ['$connect', 'Integration'],
        ['ping', 'Integration'],
      ]),
      stages: new Map([['live', { defaultThrottle: { ratePerSecond: 5, burst: 7 }, routeThrottles: new Map() }]]),
    });
    expect(plan.integrations.get('Integration')).toBe('Fn');
    expect(plan.functions.get('Fn')?.environment).toEqual({
      LIVE_ENDPOINT: 'http://localhost:20001/live',
      LIVE_URL: 'ws://localhost:20001/live',
      OTHER: 'https://a.execute-api.b.c/live',
    });
  });

  it('refuses what it does not do for a WebSocket API', async () => {
    const { Live, Connect, ...rest } = socketApi();
    const chosenElsewhere = { ...Live.Properties, RouteSelectionExpression: '$request.body.type' };
    const guarded = { ...Connect.Properties, AuthorizationType: 'JWT', AuthorizerId: 'a' };
    await expect(
      interpret({ ...rest, Fn: FUNCTION, Connect, Live: { ...Live, Properties: chosenElsewhere } }, STAGE),
    ).rejects.toThrow('RouteSelectionExpression');
    await expect(
      interpret({ ...rest, Fn: FUNCTION, Live, Connect: { ...Connect, Properties: guarded } }, STAGE),
    ).rejects.toThrow('AuthorizationType');
    const replies = { Type: 'AWS::ApiGatewayV2::RouteResponse', Properties: {} };
    await expect(interpret({ Replies: replies })).rejects.toThrow('does not know this resource type');
  });

  it('refuses a stage of an HTTP API that would have a path prefix', async () => {
    const Http = { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } };
    const Stage = { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Http' }, StageName: 'live' } };
    await expect(interpret({ Http, Stage })).rejects.toThrow('only the stage $default has no path prefix');
  });
});
