import { generateKeyPairSync, randomInt, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { tryPort } from '../free-port.ts';
import { createAtomically, readJson, writeAtomically } from '../write-atomically.ts';

/** Below the ports that systems assign by themselves, so that the chosen one is likely free at the next start too. */
const PORTS = { first: 20_000, end: 30_000 } as const;
const MAX_PORT_TRIES = 50;
export const SIGNING_ALGORITHM = 'RS256';

const jwkSchema = z.object({ kty: z.literal('RSA'), kid: z.string(), d: z.string() }).loose();
const identitySchema = z.object({ port: z.number().int(), keys: z.array(jwkSchema).min(1) });
/** Earlier versions had keys of another kind. */
const keptSchema = z.object({ port: z.number().int() });
export type Identity = z.infer<typeof identitySchema>;

/**
 * The issuer's address and keys. Made once and kept: an alert belongs to issuer and subject, so a new issuer at each start would
 * hide everybody's alerts.
 */
export async function readIdentity(folder: string): Promise<Identity> {
  const path = join(folder, 'identity.json');
  const kept = readJson(path);
  if (kept !== undefined) return identitySchema.safeParse(kept).data ?? renewKeys(path, keptSchema.parse(kept));
  mkdirSync(folder, { recursive: true });
  const fresh: Identity = { port: await choosePort(), keys: [makeKey()] };
  // another process may have made it in the meantime: use that one
  return createAtomically(path, JSON.stringify(fresh)) ? fresh : identitySchema.parse(readJson(path));
}

function renewKeys(path: string, { port }: Pick<Identity, 'port'>): Identity {
  writeAtomically(path, JSON.stringify({ port, keys: [makeKey()] }));
  return identitySchema.parse(readJson(path));
}

async function choosePort(): Promise<number> {
  for (let tries = 0; tries < MAX_PORT_TRIES; tries += 1) {
    const port = randomInt(PORTS.first, PORTS.end);
    const free = await tryPort(port).catch(() => null);
    if (free !== null) return free;
  }
  throw new Error(`found no free port from ${PORTS.first} to ${PORTS.end} for the issuer`);
}

/** As Cognito's keys: API Gateway takes RSA alone. */
function makeKey(): z.infer<typeof jwkSchema> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return jwkSchema.parse({
    ...privateKey.export({ format: 'jwk' }),
    kid: randomUUID(),
    use: 'sig',
    alg: SIGNING_ALGORITHM,
  });
}

export function issuerOf({ port }: Pick<Identity, 'port'>): string {
  return `http://127.0.0.1:${port}`;
}
