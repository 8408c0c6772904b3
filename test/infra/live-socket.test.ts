import { describe, expect, it } from 'vitest';
import { SOCKET_ROUTES } from '../../contract/live-frames.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const OF_SOCKET = { Properties: { ApiId: { Ref: 'LiveApi' } } };
const { template } = synthesise(REAL_SENDER);
const routes = Object.entries(template.findResources('AWS::ApiGatewayV2::Route', OF_SOCKET));
const stageOf = (settings: Record<string, string> = {}) =>
  Object.values(
    synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::ApiGatewayV2::Stage', OF_SOCKET),
  )[0];
const variablesOf = (name: string, settings: Record<string, string> = {}) =>
  synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::Lambda::Function')[name]?.Properties
    .Environment.Variables;

describe('the WebSocket API', () => {
  it('chooses a route by the action of a message, and all go to one function', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    });
    expect(routes.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual([...SOCKET_ROUTES].sort());
    expect(new Set(routes.map(([, { Properties }]) => render(Properties.Target))).size).toBe(1);
  });

  it('has a stage that is called as the path of the page is, after its routes, each with a throttle of its own', () => {
    expect(stageOf()).toMatchObject({ Properties: { StageName: 'live', AutoDeploy: true } });
    expect(stageOf()?.DependsOn).toEqual(expect.arrayContaining(routes.map(([id]) => id)));
    const throttles = (settings?: Record<string, string>) => stageOf(settings)?.Properties.RouteSettings;
    const one = { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 };
    expect(throttles()).toEqual(Object.fromEntries(SOCKET_ROUTES.map((route) => [route, one])));
    expect(throttles({ openRequestsPerSecond: '3' })).toMatchObject({ $connect: { ThrottlingRateLimit: 3 } });
  });

  it('gives its function the address to post to, which names the API and the stage', () => {
    const { LIVE_CALLBACK_URL, MAX_LIVE_VIEWERS } = variablesOf('LiveSocket');
    expect(render(LIVE_CALLBACK_URL)).toBe('https://LiveApi.execute-api.eu-west-1.AWS::URLSuffix/live');
    expect(MAX_LIVE_VIEWERS).toBe('20');
    expect(variablesOf('LiveSocket', { maxLiveViewers: '300' }).MAX_LIVE_VIEWERS).toBe('300');
  });
});

describe('what answers sockets', () => {
  it('writes the lease of the audience into what was observed, and nothing else', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    const statements = policies
      .filter(({ Properties }) => Properties.Roles.map(render).includes('LiveSocketRole'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(
        ({ Action, Resource }) => Action !== 'dynamodb:GetItem' && JSON.stringify(Resource).includes('DatabaseMarket'),
      );
    expect(statements).toMatchObject([
      {
        Action: 'dynamodb:UpdateItem',
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['audience'] } },
      },
    ]);
  });
});
