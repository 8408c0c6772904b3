import { parseArgs } from 'node:util';

export interface Flags {
  /** name of one part; null: all parts */
  readonly only: string | null;
  readonly quick: boolean;
  readonly strict: boolean;
  readonly help: boolean;
}

/** @throws Error that names the option */
export function readFlags(args: readonly string[], parts: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { only = null, ...flags } = values;
  if (only !== null && !parts.includes(only)) {
    throw new Error(`--only must be ${parts.join(' or ')}, not ${JSON.stringify(only)}`);
  }
  return { only, ...flags };
}

export function usageOf(parts: readonly { readonly name: string; readonly about: string }[]): string {
  return `npm run bench -- [options]

Measures this machine's cost of the parts that are promised to be cheap, each beside its baseline in the same run.

${parts.map(({ name, about }) => `  --only ${name.padEnd(8)} ${about}`).join('\n')}
  --quick         smaller and fewer: for a look while developing, not for figures to quote
  --strict        exit code 1 when a bar is missed or a peer is left out
  --help          this text
`;
}
