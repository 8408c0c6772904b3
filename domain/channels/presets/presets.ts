import { discord } from './discord.ts';
import type { Preset } from './preset.ts';
import { slack } from './slack.ts';
import { standard } from './standard.ts';
import { telegram } from './telegram.ts';
import { webPush } from './web-push.ts';

/** Every preset that a webhook with an address can have, in the order in which the API lists them. */
export const PRESETS = [standard, telegram, discord, slack] as const;
export type WebhookPreset = (typeof PRESETS)[number]['name'];
export const WEBHOOK_PRESETS = PRESETS.map(({ name }) => name);

/** That of every device. */
export const DEVICE_PRESET = webPush.name;
export const STORED_PRESETS = [...WEBHOOK_PRESETS, DEVICE_PRESET];
export type StoredPreset = WebhookPreset | typeof DEVICE_PRESET;

export function presetOf(name: StoredPreset): Preset {
  const preset = [...PRESETS, webPush].find((it) => it.name === name);
  if (!preset) throw new RangeError(`no preset ${name}`);
  return preset;
}
