/** Where Pricebell runs by default, and the region that most of AWS's examples are reckoned in. */
export type PriceRegion = 'eu-west-1' | 'us-east-1';

export interface Price {
  /** of `per` units, by region */
  readonly usd: Readonly<Record<PriceRegion, number>>;
  readonly per: number;
  /** what is counted */
  readonly unit: string;
  /** units that every account gets each month, however old it is */
  readonly free?: number;
  /** what AWS calls it in its price list and on the bill; in Ireland `EU-` stands before it */
  readonly usageType: string;
  /** Ireland's price is not from AWS itself, but from what others report of it. */
  readonly believed?: true;
}

const MILLION = 1_000_000;
const HOURS_OF_25_UNITS = 25 * 730;

function everywhere(usd: number): Price['usd'] {
  return { 'eu-west-1': usd, 'us-east-1': usd };
}

function inIreland(usd: number, usdInVirginia: number): Price['usd'] {
  return { 'eu-west-1': usd, 'us-east-1': usdInVirginia };
}

/**
 * List prices in USD without tax, as of November 2026. Each usage type can be looked up in AWS's price list
 * (https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonDynamoDB/current/eu-west-1/index.json; the service's name differs). We
 * could not ask it. Prices that differ in Ireland are quoted by several public sources, except those that are `believed`; those that are the
 * same everywhere are the ones that AWS has long published for both regions.
 * CloudFront's are those of its first 10 TB in Europe and the United States; other continents pay more, beyond what is free.
 */
export const PRICES = {
  fargateCpuHour: {
    usd: everywhere(0.03238),
    per: 1,
    unit: 'vCPU hours',
    usageType: 'Fargate-ARM-vCPU-Hours:perCPU',
  },
  fargateGbHour: { usd: everywhere(0.00356), per: 1, unit: 'GB hours', usageType: 'Fargate-ARM-GB-Hours' },
  /** AWS sets the Spot price by demand, 50 to 70 % below. A third of the price is what it was in 2020 (x86) and in other regions (arm64). */
  spotCpuHour: {
    usd: everywhere(0.03238 / 3),
    per: 1,
    unit: 'vCPU hours',
    usageType: 'SpotUsage-Fargate-ARM-vCPU-Hours:perCPU',
    believed: true,
  },
  spotGbHour: {
    usd: everywhere(0.00356 / 3),
    per: 1,
    unit: 'GB hours',
    usageType: 'SpotUsage-Fargate-ARM-GB-Hours',
    believed: true,
  },
  publicAddressHour: { usd: everywhere(0.005), per: 1, unit: 'hours', usageType: 'PublicIPv4:InUseAddress' },
  kinesisShardHour: {
    usd: inIreland(0.017, 0.015),
    per: 1,
    unit: 'shard hours',
    usageType: 'Storage-ShardHour',
    believed: true,
  },
  /** a record of up to 25 KB */
  kinesisPutUnit: {
    usd: inIreland(0.0165, 0.014),
    per: MILLION,
    unit: 'records',
    usageType: 'PutRequestPayloadUnits',
    believed: true,
  },
  /** in addition, of a stream that keeps its records for longer than a day, up to seven days */
  kinesisRetentionHour: {
    usd: inIreland(0.023, 0.02),
    per: 1,
    unit: 'shard hours',
    usageType: 'Extended-ShardHour',
    believed: true,
  },
  lambdaRequest: { usd: everywhere(0.2), per: MILLION, free: MILLION, unit: 'calls', usageType: 'Request-ARM' },
  lambdaGbSecond: {
    usd: everywhere(0.0000133334),
    per: 1,
    free: 400_000,
    unit: 'GB seconds',
    usageType: 'Lambda-GB-Second-ARM',
  },
  dynamoWriteUnit: {
    usd: inIreland(0.705, 0.625),
    per: MILLION,
    unit: 'write units',
    usageType: 'WriteRequestUnits',
  },
  dynamoReadUnit: { usd: inIreland(0.1415, 0.125), per: MILLION, unit: 'read units', usageType: 'ReadRequestUnits' },
  /** a unit of provisioned capacity, for an hour; 25 of each kind are free */
  dynamoWriteCapacityHour: {
    usd: inIreland(0.000735, 0.00065),
    per: 1,
    free: HOURS_OF_25_UNITS,
    unit: 'unit hours',
    usageType: 'WriteCapacityUnit-Hrs',
  },
  dynamoReadCapacityHour: {
    usd: inIreland(0.000147, 0.00013),
    per: 1,
    free: HOURS_OF_25_UNITS,
    unit: 'unit hours',
    usageType: 'ReadCapacityUnit-Hrs',
  },
  /** reads by Lambda are free */
  dynamoStreamRead: {
    usd: inIreland(0.0226, 0.02),
    per: 100_000,
    free: 2_500_000,
    unit: 'reads',
    usageType: 'Streams-Requests',
    believed: true,
  },
  dynamoGbMonth: {
    usd: inIreland(0.283, 0.25),
    per: 1,
    free: 25,
    unit: 'GB',
    usageType: 'TimedStorage-ByteHrs (DynamoDB)',
  },
  dynamoBackupGbMonth: {
    usd: inIreland(0.2264, 0.2),
    per: 1,
    unit: 'GB',
    usageType: 'TimedPITRStorage-ByteHrs',
    believed: true,
  },
  sqsRequest: {
    usd: everywhere(0.4),
    per: MILLION,
    free: MILLION,
    unit: 'requests',
    usageType: 'Requests-Tier1 (SQS)',
  },
  /** older accounts pay 0.10 */
  sesMail: { usd: everywhere(0.16), per: 1_000, unit: 'mails', usageType: 'Recipients', believed: true },
  apiRequest: { usd: inIreland(1.11, 1), per: MILLION, unit: 'requests', usageType: 'ApiGatewayHttpRequest' },
  /** of up to 32 KB, in both directions */
  socketMessage: {
    usd: inIreland(1.14, 1),
    per: MILLION,
    unit: 'messages',
    usageType: 'ApiGatewayMessage',
    believed: true,
  },
  socketMinute: {
    usd: inIreland(0.285, 0.25),
    per: MILLION,
    unit: 'minutes',
    usageType: 'ApiGatewayMinute',
    believed: true,
  },
  dataOutGb: { usd: everywhere(0.09), per: 1, free: 100, unit: 'GB', usageType: 'DataTransfer-Out-Bytes' },
  logGb: { usd: inIreland(0.57, 0.5), per: 1, free: 5, unit: 'GB', usageType: 'DataProcessing-Bytes' },
  logGbMonth: { usd: everywhere(0.03), per: 1, unit: 'GB', usageType: 'TimedStorage-ByteHrs (CloudWatch)' },
  alarm: { usd: everywhere(0.1), per: 1, free: 10, unit: 'alarmed metrics', usageType: 'CW:AlarmMonitorUsage' },
  metric: { usd: everywhere(0.3), per: 1, free: 10, unit: 'metrics', usageType: 'CW:MetricMonitorUsage' },
  kmsRequest: { usd: everywhere(0.03), per: 10_000, free: 20_000, unit: 'requests', usageType: 'KMS-Requests' },
  notificationMail: {
    usd: everywhere(2),
    per: 100_000,
    free: 1_000,
    unit: 'mails',
    usageType: 'DeliveryAttempts-SMTP',
  },
  activePerson: { usd: everywhere(0.015), per: 1, free: 10_000, unit: 'people', usageType: 'CognitoEssentialsMAU' },
  cloudFrontRequest: {
    usd: inIreland(0.012, 0.01),
    per: 10_000,
    free: 10 * MILLION,
    unit: 'requests',
    usageType: 'Requests-Tier2-HTTPS',
  },
  cloudFrontOutGb: {
    usd: everywhere(0.085),
    per: 1,
    free: 1_024,
    unit: 'GB',
    usageType: 'DataTransfer-Out-Bytes (CloudFront)',
  },
  cloudFrontFunctionCall: {
    usd: everywhere(0.1),
    per: MILLION,
    free: 2 * MILLION,
    unit: 'calls',
    usageType: 'Executions-CloudFrontFunctions',
  },
  s3GbMonth: { usd: everywhere(0.023), per: 1, unit: 'GB', usageType: 'TimedStorage-ByteHrs (S3)' },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

export function priceOf(name: PriceName): Price {
  return PRICES[name];
}
