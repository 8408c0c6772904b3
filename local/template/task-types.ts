import * as z from 'zod';
import { defineResource } from './resource-type.ts';

const containerSchema = z.strictObject({
  Name: z.string(),
  Command: z.array(z.string()),
  Environment: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
});
type Container = z.infer<typeof containerSchema>;

/**
 * A task as this stack defines it: one container copies the bundle from the assets bucket (`s3 cp <asset> <path>`), the other runs it
 * (`node <path>`). Here the bundle runs from where it was built.
 */
export const taskDefinition = defineResource(
  z.strictObject({ ContainerDefinitions: z.array(containerSchema) }),
  ({ logicalId, properties, workbench }) => {
    if (workbench.plan.task) throw new Error('one task is interpreted, this is the second');
    const copied = copiedFiles(properties.ContainerDefinitions, workbench.assets);
    const runners = properties.ContainerDefinitions.filter(({ Command }) => Command[0] === 'node');
    const [runner, ...more] = runners;
    if (!runner || more.length > 0) throw new Error(`expected one container that runs node, found ${runners.length}`);
    const program = copied.get(runner.Command[1] ?? '');
    if (!program || runner.Command.length !== 2) {
      throw new Error(
        `${runner.Name}: Command: ${runner.Command.join(' ')} runs no file that another container copies`,
      );
    }
    const environment = Object.fromEntries(runner.Environment.map(({ Name, Value }) => [Name, Value]));
    workbench.plan.task = { name: runner.Name, program, environment };
    return { ref: logicalId, attributes: { TaskDefinitionArn: logicalId } };
  },
);

/** Path in the container → file on this machine. */
function copiedFiles(containers: readonly Container[], assets: ReadonlyMap<string, string>): Map<string, string> {
  const files = new Map<string, string>();
  for (const { Name, Command } of containers) {
    if (Command[0] === 'node') continue;
    const [from, to] = Command.filter((word) => !word.startsWith('--')).slice(2);
    if (Command[0] !== 's3' || Command[1] !== 'cp' || !from || !to) {
      throw new Error(`${Name}: Command: only \`s3 cp\` and \`node\` are interpreted, this is ${Command.join(' ')}`);
    }
    const asset = assets.get(from.split('/').at(-1) ?? '');
    if (!asset) throw new Error(`${Name}: Command: the assembly has no asset ${from}`);
    files.set(to, asset);
  }
  return files;
}

export const service = defineResource(
  z.strictObject({
    TaskDefinition: z.string(),
    LoadBalancers: z.array(z.unknown()).max(0, 'nothing can call the task here').optional(),
    // absent: the reserve's, which is for when there is no Spot capacity
    DesiredCount: z.int().min(0).max(1, 'one task is interpreted').optional(),
  }),
  ({ logicalId }) => ({ ref: logicalId, attributes: { Name: logicalId } }),
);
