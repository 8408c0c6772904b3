import * as z from 'zod';
import type { Emulator } from './emulator.ts';

const ANSWER_WITHIN_MS = 5_000;
/** Both list their services. Only MiniStack's says whether it checks permissions. */
const HEALTH_PATHS = ['/_ministack/health', '/_localstack/health'];

const healthSchema = z.object({
  services: z.record(z.string(), z.string()),
  edition: z.string().optional(),
  version: z.string().optional(),
  auth: z.enum(['enabled', 'disabled']).optional(),
});

/** Finds the running emulator at an address. @throws Error when none answers, so that nothing is ever sent to AWS itself */
export async function findEmulator(address: string, folder: string): Promise<Emulator> {
  const url = address.replace(/\/+$/, '');
  for (const path of HEALTH_PATHS) {
    const health = await askHealth(`${url}${path}`);
    if (!health) continue;
    const kind = path === HEALTH_PATHS[0] ? 'MiniStack' : 'an emulator';
    return {
      name: `${[kind, health.version].filter(Boolean).join(' ')} at ${url}`,
      url,
      certificate: process.env.NODE_EXTRA_CA_CERTS ?? null,
      checksPermissions: health.auth === 'enabled',
      keepsState: true,
      folder,
    };
  }
  throw new Error(
    `AWS_ENDPOINT_URL is ${address}, where no emulator answers (tried ${HEALTH_PATHS.join(' and ')}). ` +
      'Start one there, or unset it: then MiniStack is installed and started.',
  );
}

async function askHealth(url: string): Promise<z.infer<typeof healthSchema> | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return healthSchema.safeParse(await response.json()).data ?? null;
  } catch {
    return null;
  }
}
