import { GatewayVpcEndpointAwsService, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/**
 * Where the ingest task stands: public subnets, so no NAT gateway (33 USD a month each) is paid for its way to Binance.
 * Nothing can call it, as its security group lets nothing in.
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
      // It would take a custom resource; nothing here uses the default group.
      restrictDefaultSecurityGroup: false,
    });
    this.outboundOnly = new SecurityGroup(this, 'OutboundOnly', {
      vpc: this.vpc,
      description: 'Nothing in, everything out',
      allowAllOutbound: true,
    });
  }
}
