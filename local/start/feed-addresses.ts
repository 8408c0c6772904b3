import * as z from 'zod';
import { EXCHANGE_IDS } from '../../domain/market/feed.ts';
import type { Template } from '../template/assembly.ts';
import type { UsualFeed } from './choose-feed.ts';

const taskSchema = z.object({
  ContainerDefinitions: z.array(
    z.object({ Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]) }),
  ),
});

const feedSchema = z.object({ BINANCE_WS_URL: z.string(), BINANCE_REST_URL: z.string(), FEED: z.enum(EXCHANGE_IDS) });

/** The feed in the template's task. @throws Error when it names none */
export function usualFeed(template: Template): UsualFeed {
  const values = new Map<string, unknown>();
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::ECS::TaskDefinition') continue;
    for (const { Environment } of taskSchema.parse(Properties).ContainerDefinitions) {
      for (const { Name, Value } of Environment) values.set(Name, Value);
    }
  }
  const { success, data } = feedSchema.safeParse(Object.fromEntries(values));
  if (!success)
    throw new Error("the template's task names no BINANCE_WS_URL, BINANCE_REST_URL and FEED of an exchange");
  return { exchange: data.FEED, wsUrl: data.BINANCE_WS_URL, restUrl: data.BINANCE_REST_URL };
}
