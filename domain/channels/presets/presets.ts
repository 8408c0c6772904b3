import type { WebhookPreset } from '../channel.ts';
import { discord } from './discord.ts';
import type { Preset } from './preset.ts';
import { slack } from './slack.ts';
import { standard } from './standard.ts';
import { telegram } from './telegram.ts';

export const PRESETS: Readonly<Record<WebhookPreset, Preset>> = { standard, telegram, discord, slack };
