import * as z from 'zod';
import type { ResolvedLevel } from '../domain/rules/asked-rule.ts';

const resolvedSchema = z
  .strictObject({
    path: z.string().meta({ description: 'in the request: `condition.level`, `all.0.from`' }),
    relative: z.string().meta({ description: 'as it was asked for: `+5%`' }),
    level: z.string().meta({ description: 'what it means from now on' }),
    price: z.string().meta({ description: 'from which it was resolved' }),
    at: z.iso.datetime().meta({ description: 'when the coin had that price' }),
  })
  .meta({ id: 'ResolvedLevel' });

/** Only in the answer to a request whose levels were relative to the price. */
export const resolvedFromField = z.array(resolvedSchema).optional().meta({
  description:
    'what the levels that the request gave relative to the price were resolved to; left out where there was none',
});

export function viewResolved(resolved: readonly ResolvedLevel[]): { resolvedFrom?: z.infer<typeof resolvedSchema>[] } {
  if (resolved.length === 0) return {};
  return { resolvedFrom: resolved.map((it) => ({ ...it, at: new Date(it.at).toISOString() })) };
}
