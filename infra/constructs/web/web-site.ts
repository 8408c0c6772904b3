import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution, HttpVersion, PriceClass, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { pageConfig } from '../../../contract/page-config.ts';
import { SIGN_IN_SCOPES } from '../../../contract/sign-in-view.ts';
import type { Config } from '../../config.ts';
import type { HttpApi } from '../http-api.ts';
import type { LiveSocket } from '../live-socket.ts';
import type { PeoplePool } from '../people-pool.ts';
import { apiBehavior, liveBehavior, pageBehavior, UNCACHED_ERRORS } from './behaviors.ts';
import { addPublishedPage } from './published-page.ts';
import { addWebRecords } from './web-records.ts';

export interface WebSiteProps {
  readonly config: Config;
  readonly people: PeoplePool;
  readonly httpApi: HttpApi;
  readonly live: LiveSocket;
  /** the built page (infra/page) */
  readonly pageFolder: string;
}

/** One origin for everything that a browser needs: the page, the HTTP API and the live socket (0029). */
export class WebSite extends Construct {
  /** without a slash at the end */
  readonly origin: string;

  constructor(scope: Construct, id: string, { config, people, httpApi, live, pageFolder }: WebSiteProps) {
    super(scope, id);
    const { webDomain, webCertificateArn, hostedZoneId } = config;
    // nothing of value is in it: the next deploy makes every file again
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Pricebell: the page, the API and the live socket',
      defaultRootObject: 'index.html',
      defaultBehavior: pageBehavior(this, { bucket, issuerOrigins: [issuerHost(config), people.signInOrigin] }),
      additionalBehaviors: {
        '/api/*': apiBehavior(this, httpApi.host),
        '/live': liveBehavior(Fn.parseDomainName(live.api.apiEndpoint)),
      },
      errorResponses: UNCACHED_ERRORS,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_200,
      ...(webDomain &&
        webCertificateArn && {
          domainNames: [webDomain],
          certificate: Certificate.fromCertificateArn(this, 'Certificate', webCertificateArn),
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
    });
    if (webDomain && hostedZoneId) addWebRecords(this, { webDomain, hostedZoneId, distribution });
    this.origin = Fn.join('', ['https://', webDomain ?? distribution.distributionDomainName]);
    people.admitPage([this.origin]);
    addPublishedPage(Stack.of(this), { bucket, folder: pageFolder, settings: settingsOf(people) });
  }
}

function issuerHost({ region }: Config): string {
  return `https://cognito-idp.${region}.amazonaws.com`;
}

function settingsOf(people: PeoplePool) {
  const clientId = people.client.userPoolClientId;
  const logoutUrl = Fn.join('', [people.signInOrigin, '/logout?client_id=', clientId]);
  return pageConfig({ issuer: people.issuer, clientId, scopes: SIGN_IN_SCOPES, logoutUrl });
}
