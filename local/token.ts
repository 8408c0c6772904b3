import { parseArgs } from 'node:util';
import { messageOf } from './json.ts';
import { addressSchema } from './oidc/claims.ts';
import { mintToken } from './oidc/mint-token.ts';
import { LOCAL_FOLDER } from './start/local-folder.ts';

const USAGE = 'usage: npm run --silent token -- someone@example.com [--admin]';

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { admin: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new Error(`${messageOf(error).replace(/\. .*/, '')}; ${USAGE}`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(USAGE);
  const [address, ...more] = positionals;
  if (address === undefined || more.length > 0) throw new Error(`give one e-mail address; ${USAGE}`);
  const { data: email, error } = addressSchema.safeParse(address);
  if (error) throw new Error(`${address}: ${error.issues[0]?.message}; ${USAGE}`);
  console.log(await mintToken(LOCAL_FOLDER, { email, admin: values.admin }));
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
