import * as z from 'zod';
import { billTable } from './bill-table.ts';
import { type Load, PRODUCTION_LOAD, USUAL_LOAD } from './load.ts';
import { monthlyBill } from './monthly-bill.ts';

const count = z.string().regex(/^\d+$/, 'give a whole number').transform(Number);
const countAboveNone = count.refine((number) => number > 0, 'give at least 1');

/** What each name takes; a test holds the names to `Load`. */
const VALUES = {
  region: z.enum(['eu-west-1', 'us-east-1'], 'give eu-west-1 or us-east-1: prices of others are not known here'),
  stage: z.enum(['personal', 'production'], 'give personal or production'),
  spot: z.stringbool('give true or false'),
  coins: count,
  alerts: count,
  mailsADay: count,
  webhookCallsADay: count,
  apiCallsADay: count,
  people: count,
  viewerHoursADay: count,
  ingestTasks: countAboveNone,
  tickShards: countAboveNone,
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
  if (error)
    return { text: `${error.issues.flatMap((issue) => describe(issue, given)).join('\n')}\n\n${USAGE}`, code: 1 };
  const usual = data.stage === 'production' ? PRODUCTION_LOAD : USUAL_LOAD;
  return { text: billTable(monthlyBill({ ...usual, ...data })), code: 0 };
}

function split(argument: string): [name: string, value: string] {
  const [name = '', value = ''] = argument.split('=');
  return [name, value];
}

/** What is wrong, for the person who typed it. */
function describe(issue: z.core.$ZodIssue, given: Readonly<Record<string, string>>): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => `${name}: there is no such name; give name=value with one of those below`);
  }
  const name = issue.path.join('.');
  return [`${name}=${given[name] ?? ''}: ${issue.message}`];
}
