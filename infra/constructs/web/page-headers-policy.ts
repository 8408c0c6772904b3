import { Duration, Stack } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { contentSecurityPolicy, pageHeaders, STRICT_TRANSPORT_SECONDS } from '../../../contract/page-headers.ts';

/** CloudFront sets these by fields of their own, and refuses them as headers of the customer's. */
const BY_FIELD = new Set(['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy']);

/** The headers of contract/page-headers.ts, and HTTPS alone from the first visit on. */
export class PageHeadersPolicy extends ResponseHeadersPolicy {
  constructor(scope: Construct, id: string, issuerOrigins: readonly string[]) {
    const others = Object.entries(pageHeaders(issuerOrigins)).filter(([name]) => !BY_FIELD.has(name));
    super(scope, id, {
      // names are of the account, and each region may have a stack
      responseHeadersPolicyName: `Pricebell-page-${Stack.of(scope).region}`,
      comment: 'Pricebell: the page',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(issuerOrigins), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.seconds(STRICT_TRANSPORT_SECONDS),
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: others.map(([header, value]) => ({ header, value, override: true })),
      },
    });
  }
}
