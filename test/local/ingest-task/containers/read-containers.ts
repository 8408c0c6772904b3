import * as z from 'zod';
import { ACCOUNT_ID } from '../../../../local/local-account.ts';
import type { Template } from '../../../../local/template/assembly.ts';
import { render } from '../../../infra/render.ts';

const containerSchema = z.object({
  Name: z.string(),
  Image: z.string(),
  EntryPoint: z.undefined().optional(),
  Command: z.array(z.unknown()),
  Environment: z.array(z.object({ Name: z.string() })).default([]),
  DependsOn: z.array(z.object({ ContainerName: z.string(), Condition: z.literal('SUCCESS') })).default([]),
  MountPoints: z.array(z.object({ SourceVolume: z.string(), ContainerPath: z.string(), ReadOnly: z.boolean() })),
  StopTimeout: z.number().optional(),
  HealthCheck: z.object({ Command: z.tuple([z.literal('CMD-SHELL'), z.string()]) }).optional(),
});
const taskSchema = z.object({
  ContainerDefinitions: z.array(containerSchema),
  Volumes: z.array(z.object({ Name: z.string() })),
});

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly variables: readonly string[];
  /** containers that must have ended with 0 first */
  readonly after: readonly string[];
  readonly mounts: readonly { readonly volume: string; readonly path: string; readonly readOnly: boolean }[];
  /** ECS kills it so long after SIGTERM */
  readonly stopWithinMs: number;
  /** ECS runs it with the shell of the image and the variables of the container; 0 means healthy */
  readonly healthCheck: string | null;
}

const DEFAULT_STOP_TIMEOUT_S = 30;

/** The containers of the template's one task, as ECS gets them. */
export function readContainers({ Resources }: Template): Container[] {
  const [task] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
  const { ContainerDefinitions, Volumes } = taskSchema.parse(task?.Properties);
  const volumes = Volumes.map(({ Name }) => Name);
  return ContainerDefinitions.map((it) => ({
    name: it.Name,
    image: it.Image,
    command: it.Command.map((word) => render(word).replaceAll(/(\$\{)?AWS::AccountId\}?/g, ACCOUNT_ID)),
    variables: it.Environment.map(({ Name }) => Name),
    after: it.DependsOn.map(({ ContainerName }) => ContainerName),
    mounts: it.MountPoints.filter(({ SourceVolume }) => volumes.includes(SourceVolume)).map((mount) => ({
      volume: mount.SourceVolume,
      path: mount.ContainerPath,
      readOnly: mount.ReadOnly,
    })),
    healthCheck: it.HealthCheck?.Command[1] ?? null,
    stopWithinMs: (it.StopTimeout ?? DEFAULT_STOP_TIMEOUT_S) * 1_000,
  }));
}
