import { billTable } from './bill-table.ts';
import { type Load, USUAL_LOAD } from './load.ts';
import { monthlyBill } from './monthly-bill.ts';

const USAGE = `npm run cost -- [name=number]…

What a month costs, line by line, from the prices in infra/cost/prices.ts. Names, with what they are without being given:
${Object.entries(USUAL_LOAD)
  .map(([name, value]) => `  ${name}=${value}`)
  .join('\n')}
`;

export interface Outcome {
  readonly text: string;
  readonly code: 0 | 1;
}

/** The output and exit code of `npm run cost`. */
export function runCost(argv: readonly string[]): Outcome {
  if (argv.includes('--help') || argv.includes('-h')) return { text: USAGE, code: 0 };
  const load: Record<string, number> = { ...USUAL_LOAD };
  for (const argument of argv) {
    const [name = '', value = ''] = argument.split('=');
    if (!Object.hasOwn(load, name) || !/^\d+$/.test(value))
      return { text: `${argument}: is not understood\n\n${USAGE}`, code: 1 };
    load[name] = Number(value);
  }
  return { text: billTable(monthlyBill(asLoad(load))), code: 0 };
}

function asLoad(load: Record<string, number>): Load {
  return { ...USUAL_LOAD, ...load };
}
