import * as z from 'zod';
import { billTable } from './bill-table.ts';
import { type Load, PRODUCTION_LOAD, USUAL_LOAD } from './load.ts';
import { monthlyBill } from './monthly-bill.ts';

const count = z.string().regex(/^\d+$/).transform(Number);

/** What each name takes; a test holds the names to `Load`. */
const VALUES = {
  region: z.enum(['eu-west-1', 'us-east-1']),
  stage: z.enum(['personal', 'production']),
  spot: z.stringbool(),
  coins: count,
  alerts: count,
  mailsADay: count,
  webhookCallsADay: count,
  apiCallsADay: count,
  people: count,
  ingestTasks: count.refine((tasks) => tasks > 0),
  tickShards: count.refine((shards) => shards > 0),
  tickRetentionHours: count,
  marketWriteUnits: count,
  marketReadUnits: count,
  workQueues: count,
  alarmedMetrics: count,
} satisfies Record<keyof Load, z.ZodType>;

const loadSchema = z.strictObject(VALUES).partial();

const USAGE = `npm run cost -- [name=value]…

What a month costs, line by line, from the prices in infra/cost/prices.ts. Names, with what they are without being given:
${Object.entries(USUAL_LOAD)
  .map(([name, value]) => `  ${name}=${value}`)
  .join('\n')}
With stage=production: ${Object.entries(PRODUCTION_LOAD)
  .filter(([name, value]) => Object.entries(USUAL_LOAD).some(([other, usual]) => other === name && usual !== value))
  .map(([name, value]) => `${name}=${value}`)
  .join(', ')}
`;

export interface Outcome {
  readonly text: string;
  readonly code: 0 | 1;
}

/** The output and exit code of `npm run cost`. */
export function runCost(argv: readonly string[]): Outcome {
  if (argv.includes('--help') || argv.includes('-h')) return { text: USAGE, code: 0 };
  const given = Object.fromEntries(argv.map((argument) => split(argument)));
  const { data, error } = loadSchema.safeParse(given);
  if (error) {
    const names = error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : issue.path));
    const wrong = argv.find((argument) => names.includes(split(argument)[0])) ?? argv.join(' ');
    return { text: `${wrong}: is not understood\n\n${USAGE}`, code: 1 };
  }
  const usual = data.stage === 'production' ? PRODUCTION_LOAD : USUAL_LOAD;
  return { text: billTable(monthlyBill({ ...usual, ...data })), code: 0 };
}

function split(argument: string): [name: string, value: string] {
  const [name = '', value = ''] = argument.split('=');
  return [name, value];
}
