import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';

/** That of every distribution (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-route53-aliastarget.html). */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

export interface WebRecordsProps {
  readonly webDomain: string;
  readonly hostedZoneId: string;
  readonly distribution: IDistribution;
}

/** The page's own domain leads to the distribution, by IPv4 and IPv6. */
export function addWebRecords(scope: Construct, { webDomain, hostedZoneId, distribution }: WebRecordsProps): void {
  for (const type of ['A', 'AAAA']) {
    new CfnRecordSet(scope, `Record${type}`, {
      hostedZoneId,
      name: `${webDomain}.`,
      type,
      aliasTarget: { dnsName: distribution.distributionDomainName, hostedZoneId: CLOUDFRONT_ZONE },
    });
  }
}
