import { GatewayVpcEndpointAwsService, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/**
 * The ingest task runs in public subnets, so that it needs no NAT gateway (33 USD a month each) to reach Binance. Nothing can call
 * it: its security group lets nothing in.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly outboundOnly: SecurityGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC }],
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
      // would need a custom resource, and nothing uses the default group
      restrictDefaultSecurityGroup: false,
    });
    this.outboundOnly = new SecurityGroup(this, 'OutboundOnly', {
      vpc: this.vpc,
      description: 'Nothing in, everything out',
      allowAllOutbound: true,
    });
  }
}
