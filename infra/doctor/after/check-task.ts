import { DescribeServicesCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { type Finding, ok, stop, wait } from '../finding.ts';
import type { OwnStack } from '../own-stack.ts';

const ABOUT = 'task';

/** Whether the ingest task runs: that of the service, or of its reserve while there is no Spot capacity. What it does is in /health. */
export async function checkTask(ecs: ECSClient, own: OwnStack): Promise<Finding> {
  const [cluster] = own.idsOf('AWS::ECS::Cluster');
  const services = [...own.idsOf('AWS::ECS::Service')];
  const { services: found = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services }));
  const inUse = found.filter((service) => (service.desiredCount ?? 0) > 0);
  const desiredCount = inUse.reduce((sum, service) => sum + (service.desiredCount ?? 0), 0);
  const runningCount = inUse.reduce((sum, service) => sum + (service.runningCount ?? 0), 0);
  if (desiredCount === 0) return stop(ABOUT, 'ECS is asked for no ingest task (desired count 0), so nobody watches.');
  if (runningCount < desiredCount) {
    const lacking = inUse.find((service) => (service.runningCount ?? 0) < (service.desiredCount ?? 0));
    const last = lacking?.events?.[0]?.message;
    const why = last ? ` ECS says: ${last}` : '';
    return wait(ABOUT, `${runningCount} of ${desiredCount} ingest tasks run.${why}`);
  }
  if (inUse.some(({ deployments = [] }) => deployments.length > 1))
    return wait(ABOUT, 'The new ingest task runs beside the old one, which will end.');
  return ok(ABOUT, `${runningCount} of ${desiredCount} ingest tasks run.`);
}
