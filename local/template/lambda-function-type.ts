import * as z from 'zod';
import { functionArn } from './gateway-types.ts';
import { withLocalAddresses } from './local-addresses.ts';
import { defineResource } from './resource-type.ts';

/** Lambda's defaults, for properties that the template leaves out. */
const DEFAULT_TIMEOUT_S = 3;
const DEFAULT_MEMORY_MB = 128;

const schema = z.strictObject({
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string().regex(/^[^.]+\.[^.]+$/),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  FunctionName: z.string().optional(),
  ReservedConcurrentExecutions: z.number().int().nonnegative().optional(),
  MemorySize: z.number().default(DEFAULT_MEMORY_MB),
  Timeout: z.number().default(DEFAULT_TIMEOUT_S),
});

export const lambdaFunction = defineResource(schema, ({ logicalId, properties, workbench }) => {
  const bundle = workbench.assets.get(properties.Code.S3Key);
  if (!bundle) throw new Error(`Code: the assembly has no asset ${properties.Code.S3Key}`);
  const name = properties.FunctionName ?? logicalId;
  workbench.plan.functions.set(name, {
    name,
    bundle,
    handler: properties.Handler,
    environment: withLocalAddresses(properties.Environment?.Variables ?? {}, workbench),
    timeoutMs: properties.Timeout * 1_000,
    memoryMb: properties.MemorySize,
    maxConcurrency: properties.ReservedConcurrentExecutions ?? null,
  });
  return { ref: name, attributes: { Arn: functionArn(name) } };
});
