import { PAGE_CONFIG_PATH, type PageConfig } from '../../contract/page-config.ts';
import { ApiError, unreachable } from './api-error.ts';

let loading: Promise<PageConfig> | null = null;

/** What the deployment says of itself: how to sign in, where the socket is. Read once; after an error, again. */
export function loadConfig(): Promise<PageConfig> {
  loading ??= readConfig().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function readConfig(): Promise<PageConfig> {
  const response = await fetch(PAGE_CONFIG_PATH, { cache: 'no-cache' }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) {
    const detail = 'The settings of this page are missing (config.json).';
    throw new ApiError({ type: 'about:blank', title: 'No settings', status: response.status, detail });
  }
  // written by the deployment from the same type
  return (await response.json()) as PageConfig;
}
