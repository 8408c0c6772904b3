import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import * as z from 'zod';
import type { DeployedStack } from './deployed-stack.ts';
import { awsClient, type Emulator } from './emulator.ts';

const fetchSchema = z.object({ command: z.tuple([z.literal('s3'), z.literal('cp')]).rest(z.string()) });
const ingestSchema = z.object({ environment: z.array(z.object({ name: z.string(), value: z.string() })) });

export interface TaskDefinition {
  readonly roleArn: string;
  /** address of the bundle, from the command of the container that fetches it */
  readonly bundle: { readonly bucket: string; readonly key: string };
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads the ingest task's definition from ECS. @throws Error when it has another shape */
export async function readTaskDefinition(emulator: Emulator, stack: DeployedStack): Promise<TaskDefinition> {
  const ecs = awsClient(ECSClient, emulator);
  const [arn] = await stack.physicalIds('AWS::ECS::TaskDefinition');
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
  const container = (wanted: string) => taskDefinition?.containerDefinitions?.find(({ name }) => name === wanted);
  const { environment } = ingestSchema.parse(container('Ingest'));
  return {
    roleArn: z.string().parse(taskDefinition?.taskRoleArn),
    bundle: bundleIn(fetchSchema.parse(container('Fetch')).command),
    environment: Object.fromEntries(environment.map(({ name, value }) => [name, value])),
  };
}

function bundleIn(command: readonly string[]): TaskDefinition['bundle'] {
  const [, bucket, key] = command.map((word) => /^s3:\/\/([^/]+)\/(.+)$/.exec(word)).find((match) => match) ?? [];
  if (!bucket || !key) throw new Error(`no S3 address in the command ${command.join(' ')}`);
  return { bucket, key };
}
