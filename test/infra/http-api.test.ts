import { describe, expect, it } from 'vitest';
import { GATEWAY_ROUTES, OTHER_REQUESTS, ROUTES } from '../../contract/routes.ts';
import { render } from './render.ts';
import { synthesise } from './synthesise.ts';

const { template } = synthesise();
const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
const integrations = Object.entries(template.findResources('AWS::ApiGatewayV2::Integration'));

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

  it("is throttled, and its access log has neither people's addresses nor paths, which hold the tokens of links", () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stage?.Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 },
    });
    expect(stage?.Properties.AccessLogSettings.Format).not.toMatch(/sourceIp|email|path/i);
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
