import { discord } from './discord.ts';
import type { Preset } from './preset.ts';
import { slack } from './slack.ts';
import { standard } from './standard.ts';
import { telegram } from './telegram.ts';

/** Every preset that a webhook can have, in the order in which the API lists them. */
export const PRESETS = [standard, telegram, discord, slack] as const;
export type WebhookPreset = (typeof PRESETS)[number]['name'];
export const WEBHOOK_PRESETS = PRESETS.map(({ name }) => name);

export function presetOf(name: WebhookPreset): Preset {
  const preset = PRESETS.find((it) => it.name === name);
  if (!preset) throw new RangeError(`no preset ${name}`);
  return preset;
}
