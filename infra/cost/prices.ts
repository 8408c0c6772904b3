/**
 * List prices in USD, US East, as of November 2026. Other regions differ: in Ireland DynamoDB costs about an eighth more and the
 * rest about the same. `free` is what every account gets each month, however old it is.
 */
export interface Price {
  readonly usd: number;
  /** units that the price is for */
  readonly per: number;
  readonly free?: number;
}

const MILLION = 1_000_000;

export const PRICES = {
  fargateCpuHour: { usd: 0.03238, per: 1 },
  fargateGbHour: { usd: 0.00356, per: 1 },
  publicAddressHour: { usd: 0.005, per: 1 },
  kinesisShardHour: { usd: 0.015, per: 1 },
  /** a record of up to 25 KB */
  kinesisPutUnit: { usd: 0.014, per: MILLION },
  lambdaRequest: { usd: 0.2, per: MILLION, free: MILLION },
  lambdaGbSecond: { usd: 0.0000133334, per: 1, free: 400_000 },
  dynamoWriteUnit: { usd: 0.625, per: MILLION },
  dynamoReadUnit: { usd: 0.125, per: MILLION },
  /** reads by Lambda are free */
  dynamoStreamRead: { usd: 0.02, per: 100_000, free: 2_500_000 },
  dynamoGbMonth: { usd: 0.25, per: 1, free: 25 },
  sqsRequest: { usd: 0.4, per: MILLION, free: MILLION },
  sesMail: { usd: 0.16, per: 1_000 },
  apiRequest: { usd: 1, per: MILLION },
  logGb: { usd: 0.5, per: 1, free: 5 },
  alarm: { usd: 0.1, per: 1, free: 10 },
  metric: { usd: 0.3, per: 1, free: 10 },
  kmsRequest: { usd: 0.03, per: 10_000, free: 20_000 },
} as const satisfies Record<string, Price>;
