import { describe, expect, it } from 'vitest';
import { GATEWAY_ROUTES, OTHER_REQUESTS, ROUTES } from '../../contract/routes.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const { template } = synthesise();
const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
const integrations = Object.entries(template.findResources('AWS::ApiGatewayV2::Integration'));

/** What the stage of the stack with these settings lets through, by route. */
function throttlesOf(settings: Record<string, string> = {}): Record<string, [rate: number, burst: number]> {
  const [stage] = Object.values(
    synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::ApiGatewayV2::Stage'),
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
    ['GET /api/coins', [50, 100]],
    ['HEAD /api/coins', [50, 100]],
    ['GET /api/me', [50, 100]],
    ['POST /api/alerts', [50, 100]],
    [OTHER_REQUESTS, [50, 100]],
    ['GET /api/links/{token}', [20, 40]],
    ['HEAD /api/links/{token}', [20, 40]],
    ['POST /api/links/{token}', [20, 40]],
    ['POST /api/alerts/preview', [2, 4]],
    ['POST /api/me/webhooks/{id}/test', [2, 4]],
  ])('%s: %j', (route, throttle) => {
    expect(throttles[route]).toEqual(throttle);
  });

  it('follows the settings, and a burst stays within what API Gateway takes', () => {
    const given = throttlesOf({
      apiRequestsPerSecond: '9000',
      linkRequestsPerSecond: '3',
      previewsPerSecond: '1',
      webhookTestsPerSecond: '7',
    });
    expect(given).toMatchObject({
      'GET /api/coins': [9_000, 5_000],
      'POST /api/links/{token}': [3, 6],
      'POST /api/alerts/preview': [1, 2],
      'POST /api/me/webhooks/{id}/test': [7, 14],
    });
  });

  it('is set after the routes are there: otherwise a first deploy fails', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stage?.DependsOn).toEqual(
      expect.arrayContaining(Object.keys(template.findResources('AWS::ApiGatewayV2::Route'))),
    );
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
      expect(render(integration.IntegrationUri)).toBe({ api: 'Api', preview: 'Preview' }[answeredBy]);
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
    expect(GATEWAY_ROUTES[OTHER_REQUESTS]).toEqual({ open: true, answeredBy: 'api' });
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
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
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
});
