import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Function as CloudFrontFunction,
  type ErrorResponse,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PageHeadersPolicy } from './page-headers-policy.ts';

/** The address of a view has no dot in its last part, as that of each file has. */
export const VIEW_PATHS = `function handler(event) {
  var request = event.request;
  if (!request.uri.slice(request.uri.lastIndexOf('/')).includes('.')) request.uri = '/index.html';
  return request;
}`;

/** CloudFront would give an error to everybody for ten seconds, a refused alert and a coin that is not followed yet too. */
export const UNCACHED_ERRORS: ErrorResponse[] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map(
  (httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) }),
);

export interface PageBehaviorProps {
  readonly bucket: IBucket;
  /** that the page speaks to beside its own */
  readonly issuerOrigins: readonly string[];
}

/** The files of the page, each kept for as long as its `Cache-Control` says: what is asked for again is a second old at most. */
export function pageBehavior(scope: Construct, { bucket, issuerOrigins }: PageBehaviorProps): BehaviorOptions {
  // nobody sees the list: `/` is a view, which the function makes `index.html`, and so does the distribution
  Annotations.of(scope).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk');
  return {
    origin: S3BucketOrigin.withOriginAccessControl(bucket, {
      // with the right to list, a file that is not there is 404 and not 403
      originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      originAccessControl: new S3OriginAccessControl(scope, 'Access', {
        originAccessControlName: `Pricebell-page-${Stack.of(scope).region}`,
      }),
    }),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy: new PageHeadersPolicy(scope, 'Headers', issuerOrigins),
    compress: true,
    functionAssociations: [
      {
        eventType: FunctionEventType.VIEWER_REQUEST,
        function: new CloudFrontFunction(scope, 'ViewPaths', {
          code: FunctionCode.fromInline(VIEW_PATHS),
          runtime: FunctionRuntime.JS_2_0,
          comment: 'Pricebell: a path without a dot is a view of the page',
        }),
      },
    ],
  };
}

/**
 * The HTTP API. What it may keep, its `Cache-Control` says: open reads for some seconds, for all who ask without a token. The token is
 * a part of the key, so that no answer to a person goes to another one, whatever its headers say.
 */
export function apiBehavior(scope: Construct, host: string): BehaviorOptions {
  return {
    origin: new HttpOrigin(host, { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY }),
    allowedMethods: AllowedMethods.ALLOW_ALL,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    cachePolicy: new CachePolicy(scope, 'ApiCache', {
      comment: 'Pricebell: as Cache-Control says, by token and query',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(1),
      headerBehavior: CacheHeaderBehavior.allowList('Authorization'),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      cookieBehavior: CacheCookieBehavior.none(),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    }),
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    compress: true,
  };
}

/** The WebSocket API. Its stage is named `live`: CloudFront passes the path on as it is. */
export function liveBehavior(host: string): BehaviorOptions {
  return {
    origin: new HttpOrigin(host, { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY }),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    compress: false,
  };
}
