import { parseArgs } from 'node:util';

export const USAGE = `npm run test:aws-emulator -- [options]

Deploys the stack with the CDK CLI to MiniStack, an emulator of AWS on this machine, and proves the main job there: sign up,
follow a coin, an alert fires, its mail arrives; deploys again; removes the stack. Then it deploys the last release, makes alerts,
updates to this version, and sees them fire. It takes about two minutes.

  --if-possible   where Python or its packages can't be had, say so and end well
  --help          this text

It needs Python 3.10 or newer (PYTHON names another one than python3) and openssl. Its packages are kept in .local/emulator/.
AWS_ENDPOINT_URL=http://… chooses a running emulator instead, MiniStack or one that answers like LocalStack.
`;

export interface Flags {
  readonly ifPossible: boolean;
  readonly help: boolean;
}

/** @throws Error naming the option */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: { 'if-possible': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  return { ifPossible: values['if-possible'], help: values.help };
}
