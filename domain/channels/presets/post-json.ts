import type { PresetRequest } from './preset.ts';

/** Characters above ASCII stay as they are: the body is UTF-8. */
export function postJson(url: string, body: object, headers: PresetRequest['headers'] = {}): PresetRequest {
  return { method: 'POST', url, headers, body: JSON.stringify(body) };
}
