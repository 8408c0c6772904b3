import { discord, discordForm } from './discord.ts';
import { gotify, gotifyForm } from './gotify.ts';
import { json, jsonForm } from './json.ts';
import { matrix, matrixForm } from './matrix.ts';
import { ntfy, ntfyForm } from './ntfy.ts';
import type { Preset, PresetForm } from './preset.ts';
import { pushover, pushoverForm } from './pushover.ts';
import { slack, slackForm } from './slack.ts';
import { standard, standardForm } from './standard.ts';
import { teams, teamsForm } from './teams.ts';
import { telegram, telegramForm } from './telegram.ts';
import { webPush, webPushForm } from './web-push.ts';

/**
 * Every preset that a webhook with an address can have, in the order in which the API lists them. Whoever takes or shows webhooks imports
 * this list alone, and has no part of what sends to them in its bundle.
 */
export const PRESET_FORMS = [
  standardForm,
  telegramForm,
  discordForm,
  slackForm,
  ntfyForm,
  pushoverForm,
  gotifyForm,
  matrixForm,
  teamsForm,
  jsonForm,
] as const;
export type WebhookPreset = (typeof PRESET_FORMS)[number]['name'];
export const WEBHOOK_PRESETS = PRESET_FORMS.map(({ name }) => name);

/** That of every device. */
export const DEVICE_PRESET = webPushForm.name;
export type StoredPreset = WebhookPreset | typeof DEVICE_PRESET;
export const STORED_PRESETS: readonly StoredPreset[] = [...WEBHOOK_PRESETS, DEVICE_PRESET];

const PRESETS: { readonly [Name in StoredPreset]: Preset<Name> } = {
  standard,
  telegram,
  discord,
  slack,
  ntfy,
  pushover,
  gotify,
  matrix,
  teams,
  json,
  'web-push': webPush,
};

export function presetOf(name: StoredPreset): Preset {
  return PRESETS[name];
}

/** That of the platform that an address belongs to, whichever preset goes with it. */
export function formAt({ hostname }: URL): PresetForm | undefined {
  return PRESET_FORMS.find(({ address }) => address.host === hostname);
}

export function formOf(name: WebhookPreset): PresetForm {
  const form = PRESET_FORMS.find((it) => it.name === name);
  if (!form) throw new RangeError(`no preset ${name}`);
  return form;
}
