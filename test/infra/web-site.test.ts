import { runInNewContext } from 'node:vm';
import { Match } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIGNED_IN_PATH } from '../../contract/page-config.ts';
import { VIEW_PATHS } from '../../infra/constructs/web/behaviors.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const OWN = {
  ...REAL_SENDER,
  webDomain: 'bell.pricebell.dev',
  webCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c3d',
  hostedZoneId: 'Z0123456789ABC',
};
const { template } = synthesise();

function distributionOf({ template: of } = synthesise()) {
  const [found] = Object.values(of.findResources('AWS::CloudFront::Distribution'));
  return found?.Properties.DistributionConfig;
}
const distribution = distributionOf();

function behaviorAt(path: string) {
  return distribution.CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === path);
}

function policyOf(behavior: { CachePolicyId: unknown }) {
  const policies = template.findResources('AWS::CloudFront::CachePolicy');
  return policies[render(behavior.CachePolicyId)]?.Properties.CachePolicyConfig;
}

describe('the one origin', () => {
  it('speaks HTTPS alone, HTTP/2 and 3, and compresses', () => {
    expect(distribution.HttpVersion).toBe('http2and3');
    const behaviors = [distribution.DefaultCacheBehavior, ...distribution.CacheBehaviors];
    for (const { ViewerProtocolPolicy, Compress, PathPattern } of behaviors) {
      expect(ViewerProtocolPolicy).toMatch(/^(https-only|redirect-to-https)$/);
      expect(Compress).toBe(PathPattern !== '/live');
    }
  });

  it('keeps no error: a coin that is followed now is found now', () => {
    for (const { ErrorCachingMinTTL } of distribution.CustomErrorResponses) expect(ErrorCachingMinTTL).toBe(0);
    const codes = distribution.CustomErrorResponses.map(({ ErrorCode }: { ErrorCode: number }) => ErrorCode);
    expect(codes).toEqual(expect.arrayContaining([404, 500, 503]));
  });

  it('passes the token on to the API, and gives an answer to who showed the same token alone', () => {
    const { ParametersInCacheKeyAndForwardedToOrigin: key, ...ttl } = policyOf(behaviorAt('/api/*'));
    expect(key.HeadersConfig).toEqual({ HeaderBehavior: 'whitelist', Headers: ['Authorization'] });
    expect(key.QueryStringsConfig).toEqual({ QueryStringBehavior: 'all' });
    // what says nothing of itself is not kept, and what forbids it neither
    expect([ttl.MinTTL, ttl.DefaultTTL]).toEqual([0, 0]);
  });

  it('has the live socket at the path that is its stage, and keeps nothing of it', () => {
    const live = behaviorAt('/live');
    const origin = distribution.Origins.find(({ Id }: { Id: string }) => Id === live.TargetOriginId);
    expect(JSON.stringify(origin.DomainName)).toContain('LiveApi');
    // AWS's own policies CachingDisabled and AllViewerExceptHostHeader
    expect(live.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
    expect(live.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac');
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { StageName: 'live' });
  });

  it('lets the page write by the API', () => {
    expect(behaviorAt('/api/*').AllowedMethods).toEqual(expect.arrayContaining(['POST', 'PUT', 'PATCH', 'DELETE']));
  });
});

describe('the bucket of the page', () => {
  it('is private: CloudFront alone reads it, and nothing without TLS', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy'));
    const statements: { Effect: string; Principal: object; Action: unknown; Condition: object }[] =
      policy?.Properties.PolicyDocument.Statement;
    const [allowed, ...others] = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(others).toEqual([]);
    expect(allowed).toMatchObject({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
    });
    const denied = statements.filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toMatchObject([{ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]);
  });
});

describe('the function at the edge', () => {
  const rewrite = (uri: string): string =>
    runInNewContext(`${VIEW_PATHS}; handler({ request: ${JSON.stringify({ uri })} }).uri`);

  it.each([
    ['/', '/index.html'],
    ['/coins/BTCUSDT', '/index.html'],
    ['/v1.2/coins', '/index.html'],
    ['/sw.js', '/sw.js'],
    ['/assets/index-1a2b.js', '/assets/index-1a2b.js'],
  ])('asks the bucket for %s as %s', (uri, asked) => {
    expect(rewrite(uri)).toBe(asked);
  });

  it('leaves every path with a dot in its last part, and no other', () => {
    const part = fc.stringMatching(/^[\w.%-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const uri = `/${parts.join('/')}`;
        expect(rewrite(uri)).toBe(parts.at(-1)?.includes('.') ? uri : '/index.html');
      }),
      { numRuns: 200 },
    );
  });
});

describe('who signs in on the page', () => {
  it('comes back to it from the pool, and after signing out', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', { LogoutURLs: Match.anyValue() });
    const [client] = Object.values(template.findResources('AWS::Cognito::UserPoolClient'));
    expect(client?.Properties.CallbackURLs.map(render)).toContain(
      `https://SiteDistribution.DomainName${SIGNED_IN_PATH}`,
    );
    expect(client?.Properties.LogoutURLs.map(render)).toEqual(['https://SiteDistribution.DomainName/']);
  });

  it('is sent there by the settings that the deploy writes beside the page', () => {
    const [files] = Object.values(template.findResources('Custom::PageFiles'));
    expect(JSON.parse(render(files?.Properties.Config))).toMatchObject({
      issuer: 'PeoplePool.ProviderURL',
      clientId: 'PeoplePoolClient',
      scope: 'openid email',
      logoutUrl: expect.stringMatching(/\.auth\.eu-west-1\.amazoncognito\.com\/logout\?client_id=PeoplePoolClient$/),
      local: null,
    });
  });

  it('is let through by the policy of the page: to the issuer and to the endpoint of tokens', () => {
    const [headers] = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
    const { SecurityHeadersConfig } = headers?.Properties.ResponseHeadersPolicyConfig ?? {};
    expect(render(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy)).toMatch(
      /connect-src 'self' https:\/\/cognito-idp\.eu-west-1\.amazonaws\.com https:\/\/pricebell-\S+\.auth\.eu-west-1\.amazoncognito\.com;/,
    );
  });
});

describe('a domain of the operator', () => {
  it('has the page, the mails and the sign-in', () => {
    const own = synthesise(OWN);
    expect(distributionOf(own).Aliases).toEqual([OWN.webDomain]);
    expect(distributionOf(own).ViewerCertificate).toMatchObject({
      AcmCertificateArn: OWN.webCertificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
    const records = Object.values(own.template.findResources('AWS::Route53::RecordSet'));
    expect(records.map(({ Properties }) => [Properties.Name, Properties.Type])).toEqual([
      ['bell.pricebell.dev.', 'A'],
      ['bell.pricebell.dev.', 'AAAA'],
    ]);
    expect(own.template.toJSON().Outputs.PageUrl.Value).toBe('https://bell.pricebell.dev/');
    own.template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      LogoutURLs: ['https://bell.pricebell.dev/'],
    });
    own.template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ PUBLIC_URL: 'https://bell.pricebell.dev' }) },
    });
  });

  it.each([
    [{ webDomain: OWN.webDomain }, /webCertificateArn: give webDomain and its certificate, or neither/],
    [{ webCertificateArn: OWN.webCertificateArn }, /give webDomain and its certificate, or neither/],
    [{ ...OWN, webCertificateArn: OWN.webCertificateArn.replace('us-east-1', 'eu-west-1') }, /in us-east-1/],
  ])('is refused when CloudFront would refuse it: %j', (settings, remedy) => {
    expect(() => synthesise({ ...REAL_SENDER, ...settings })).toThrow(remedy);
  });
});
