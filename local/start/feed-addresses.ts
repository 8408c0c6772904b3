import * as z from 'zod';
import type { Template } from '../template/assembly.ts';
import type { FeedAddresses } from './choose-feed.ts';

const taskSchema = z.object({
  ContainerDefinitions: z.array(
    z.object({ Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]) }),
  ),
});

/** The feed in the template's task. @throws Error when it names none */
export function usualFeed(template: Template): FeedAddresses {
  const values = new Map<string, unknown>();
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::ECS::TaskDefinition') continue;
    for (const { Environment } of taskSchema.parse(Properties).ContainerDefinitions) {
      for (const { Name, Value } of Environment) values.set(Name, Value);
    }
  }
  const wsUrl = values.get('BINANCE_WS_URL');
  const restUrl = values.get('BINANCE_REST_URL');
  if (typeof wsUrl !== 'string' || typeof restUrl !== 'string') {
    throw new Error("the template's task names no BINANCE_WS_URL and BINANCE_REST_URL");
  }
  return { wsUrl, restUrl };
}
