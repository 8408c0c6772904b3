import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { GATEWAY_ROUTES, OTHER_REQUESTS, ROUTES } from '../../contract/routes.ts';
import { SIGN_IN_SCOPES, TERMINAL_REDIRECTS } from '../../contract/sign-in-view.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const DEPLOY_PAGE = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const { template } = synthesise();
/** Beside it there is the API of the live socket, with resources of the same types. */
const OF_HTTP_API = { Properties: { ApiId: { Ref: 'HttpApi' } } };
const routesById = template.findResources('AWS::ApiGatewayV2::Route', OF_HTTP_API);
const routes = Object.values(routesById).map(({ Properties }) => Properties);
const integrations = Object.entries(template.findResources('AWS::ApiGatewayV2::Integration'));

/** The routes that a stage of this or an earlier version may have settings of. */
const ROUTES_OF_RELEASES = [
  'POST /api/alerts',
  'POST /api/alerts/preview',
  'POST /api/alerts/bulk',
  'GET /api/alerts/export',
  'POST /api/alerts/import',
  'GET /api/alerts',
  'GET /api/alerts/{id}',
  'PATCH /api/alerts/{id}',
  'DELETE /api/alerts/{id}',
  'GET /api/alerts/{id}/triggers',
  'GET /api/alerts/{id}/history',
  'GET /api/alerts/{id}/explain',
  'POST /api/groups',
  'GET /api/groups',
  'GET /api/groups/{id}',
  'PATCH /api/groups/{id}',
  'DELETE /api/groups/{id}',
  'GET /api/triggers',
  'GET /api/triggers/{id}',
  'GET /api/coins',
  'GET /api/coins/{symbol}',
  'PUT /api/coins/{symbol}',
  'DELETE /api/coins/{symbol}',
  'GET /api/coins/{symbol}/candles',
  'GET /api/coins/{symbol}/metrics',
  'GET /api/coins/{symbol}/metrics/{metric}',
  'GET /api/symbols',
  'GET /api/me',
  'PUT /api/me',
  'POST /api/me/webhooks',
  'PATCH /api/me/webhooks/{id}',
  'POST /api/me/webhooks/{id}/test',
  'GET /api/me/devices',
  'POST /api/me/devices',
  'DELETE /api/me/devices/{id}',
  'GET /api/links/{token}',
  'POST /api/links/{token}',
  'GET /api/sign-in',
  'GET /api/health',
  'GET /api/operator',
  'GET /api/openapi.json',
  'GET /api/docs',
  'GET /api/docs/{file}',
  'HEAD /api/alerts',
  'HEAD /api/alerts/export',
  'HEAD /api/alerts/{id}',
  'HEAD /api/alerts/{id}/triggers',
  'HEAD /api/alerts/{id}/history',
  'HEAD /api/alerts/{id}/explain',
  'HEAD /api/groups',
  'HEAD /api/groups/{id}',
  'HEAD /api/triggers',
  'HEAD /api/triggers/{id}',
  'HEAD /api/coins',
  'HEAD /api/coins/{symbol}',
  'HEAD /api/coins/{symbol}/candles',
  'HEAD /api/coins/{symbol}/metrics',
  'HEAD /api/coins/{symbol}/metrics/{metric}',
  'HEAD /api/symbols',
  'HEAD /api/me',
  'HEAD /api/me/devices',
  'HEAD /api/links/{token}',
  'HEAD /api/sign-in',
  'HEAD /api/health',
  'HEAD /api/operator',
  'HEAD /api/openapi.json',
  'HEAD /api/docs',
  'HEAD /api/docs/{file}',
  'ANY /api/{proxy+}',
];

/** What the stage of the stack with these settings lets through, by route. */
function throttlesOf(settings: Record<string, string> = {}): Record<string, [rate: number, burst: number]> {
  const [stage] = Object.values(
    synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::ApiGatewayV2::Stage', OF_HTTP_API),
  );
  const throttles: Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }> =
    stage?.Properties.RouteSettings;
  return Object.fromEntries(
    Object.entries(throttles).map(([route, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }]) => [
      route,
      [rate, burst],
    ]),
  );
}

describe('what a route lets through', () => {
  const throttles = throttlesOf();

  it('is a setting of every route, and none is left to the default of the stage', () => {
    expect(Object.keys(throttles).sort()).toEqual(routes.map(({ RouteKey }) => RouteKey).sort());
  });

  it.each([
    ['GET /api/coins', [20, 40]],
    ['HEAD /api/coins', [2, 4]],
    ['GET /api/coins/{symbol}/candles', [10, 20]],
    ['HEAD /api/coins/{symbol}/candles', [1, 2]],
    ['GET /api/openapi.json', [3, 6]],
    ['GET /api/docs/{file}', [3, 6]],
    ['GET /api/me', [50, 100]],
    ['HEAD /api/me', [5, 10]],
    ['POST /api/alerts', [50, 100]],
    [OTHER_REQUESTS, [20, 40]],
    ['GET /api/links/{token}', [20, 40]],
    ['HEAD /api/links/{token}', [2, 4]],
    ['POST /api/links/{token}', [20, 40]],
    ['POST /api/alerts/preview', [2, 4]],
    ['POST /api/me/webhooks/{id}/test', [2, 4]],
  ])('%s: %j', (route, throttle) => {
    expect(throttles[route]).toEqual(throttle);
  });

  it('is so little on all open routes together that a stranger can not ask for much more than a route of members', () => {
    expect(togetherOf(true)).toBe(228);
  });

  it('lets through as many requests as docs/deploy.md names the price of', () => {
    expect(DEPLOY_PAGE).toContain(`lets ${togetherOf(true)} requests a second through on the open routes together`);
    expect(DEPLOY_PAGE).toContain(`Members can ask for ${togetherOf(false)} more a second`);
  });

  function togetherOf(open: boolean): number {
    const keys = Object.entries(GATEWAY_ROUTES).flatMap(([key, route]) => (route.open === open ? [key] : []));
    return keys.reduce((sum, key) => sum + (throttles[key]?.[0] ?? Number.NaN), 0);
  }

  it('stays set on the stage when a route goes: then the deploy needs the step of docs/deploy.md (Updating)', () => {
    expect(DEPLOY_PAGE).toContain('aws apigatewayv2 delete-route-settings');
    expect(
      ROUTES_OF_RELEASES.filter((key) => throttles[key] === undefined),
      'these are gone: say in CHANGELOG that the step of docs/deploy.md (Updating) is due before this deploy, then remove them here',
    ).toEqual([]);
    expect(
      Object.keys(throttles).filter((key) => !ROUTES_OF_RELEASES.includes(key)),
      'add these here',
    ).toEqual([]);
  });

  it('follows the settings, and a burst stays within what API Gateway takes', () => {
    const given = throttlesOf({
      apiRequestsPerSecond: '9000',
      openRequestsPerSecond: '30',
      candlesPerSecond: '4',
      documentsPerSecond: '2',
      linkRequestsPerSecond: '3',
      previewsPerSecond: '1',
      webhookTestsPerSecond: '7',
    });
    expect(given).toMatchObject({
      'GET /api/me': [9_000, 5_000],
      'GET /api/coins': [30, 60],
      'GET /api/coins/{symbol}/candles': [4, 8],
      'GET /api/docs': [2, 4],
      'POST /api/links/{token}': [3, 6],
      'POST /api/alerts/preview': [1, 2],
      'POST /api/me/webhooks/{id}/test': [7, 14],
    });
  });

  it('is set after the routes are there: otherwise a first deploy fails', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage', OF_HTTP_API));
    expect(stage?.DependsOn).toEqual(expect.arrayContaining(Object.keys(routesById)));
  });
});

describe('the HTTP API', () => {
  it('has the routes of contract/routes.ts, a HEAD beside each GET, and one route for all other requests', () => {
    const heads = Object.keys(ROUTES).flatMap((key) => (key.startsWith('GET ') ? [key.replace('GET', 'HEAD')] : []));
    const expected = [...Object.keys(ROUTES), ...heads, OTHER_REQUESTS];
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(expected.sort());
  });

  it.each(Object.entries(GATEWAY_ROUTES))(
    '%s goes to the function that answers it, $answeredBy',
    (key, { answeredBy }) => {
      const target = render(routes.find(({ RouteKey }) => RouteKey === key)?.Target);
      const integration = integrations.find(([id]) => target === `integrations/${id}`)?.[1].Properties;
      expect(render(integration.IntegrationUri)).toBe(
        {
          api: 'Api',
          batches: 'Batches',
          devices: 'Devices',
          market: 'Market',
          operator: 'Operator',
          preview: 'Preview',
        }[answeredBy],
      );
      expect(integration.PayloadFormatVersion).toBe('2.0');
    },
  );

  it.each(Object.entries(GATEWAY_ROUTES))('%s is open: $open', (key, { open }) => {
    const route = routes.find(({ RouteKey }) => RouteKey === key);
    if (open) expect(route).toMatchObject({ AuthorizationType: 'NONE' });
    else expect(route).toMatchObject({ AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiSignedIn' } });
  });

  it('asks for the same token for HEAD as for GET, and for none to name the methods of a path', () => {
    for (const [key, route] of Object.entries(ROUTES)) {
      if (key.startsWith('GET ')) expect(GATEWAY_ROUTES[key.replace('GET', 'HEAD')]).toEqual(route);
    }
    expect(GATEWAY_ROUTES[OTHER_REQUESTS]).toEqual({ open: true, answeredBy: 'market' });
  });

  it('accepts tokens that the user pool issued to its client', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [{ Ref: 'PeoplePoolClient' }],
        Issuer: { 'Fn::GetAtt': ['PeoplePool', 'ProviderURL'] },
      },
    });
  });

  it('deploys by itself, and has a default for what a route is let through', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage', OF_HTTP_API));
    expect(stage?.Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 },
    });
  });

  it('is at the URL that the stack prints', () => {
    template.hasOutput('ApiUrl', {
      Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] }, '/api']] },
    });
  });
});

describe('the people', () => {
  it('sign up by themselves with an e-mail address that is verified', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    });
  });

  it('use a client without a secret, and admins are a group', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', { GenerateSecret: false });
    template.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'admin' });
  });

  it('sign in from a terminal by a code that comes back to their own machine, at a page that needs no setting', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: [...SIGN_IN_SCOPES],
      CallbackURLs: Match.arrayWith(TERMINAL_REDIRECTS),
      SupportedIdentityProviders: ['COGNITO'],
    });
    // the id of the stack, whose signs Cognito takes: a prefix is unique within a region
    const id = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
    template.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: { 'Fn::Join': ['', ['pricebell-', id]] },
    });
  });
});
