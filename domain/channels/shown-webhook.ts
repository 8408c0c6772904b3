import type { Options, OptionValue, PresetForm } from './presets/preset.ts';
import { formOf } from './presets/presets.ts';
import { pathAndQuery, secretSpans } from './presets/secrets-of.ts';
import type { AddressWebhook } from './webhook.ts';

/** Stands for a secret wherever one would be shown. */
export const MASK = '••••';
/** Its end tells secrets apart. */
const SHOWN_CHARACTERS = 4;
/** Of a shorter one the end would say too much. */
const MIN_LENGTH = 12;

export function maskSecret(secret: string): string {
  return `${MASK}${secret.length < MIN_LENGTH ? '' : secret.slice(-SHOWN_CHARACTERS)}`;
}

export function isMasked(text: unknown): boolean {
  return typeof text === 'string' && text.includes(MASK);
}

/** The address without what lets anyone write there. */
export function shownUrl({ url, preset }: Pick<AddressWebhook, 'url' | 'preset'>): string {
  const address = new URL(url);
  const path = pathAndQuery(address);
  let shown = address.origin;
  let done = 0;
  for (const [from, to] of secretSpans(formOf(preset), address)) {
    if (from < done) continue;
    shown += `${path.slice(done, from)}${maskSecret(path.slice(from, to))}`;
    done = to;
  }
  return done === 0 ? url : `${shown}${path.slice(done)}`;
}

export function shownOptions({ options, preset }: Pick<AddressWebhook, 'options' | 'preset'>): Options {
  const form = formOf(preset);
  const shown = Object.entries(options).map(([name, value]) => [name, shownOption(form, name, value)] as const);
  return Object.fromEntries(shown);
}

function shownOption({ options }: PresetForm, name: string, value: OptionValue): OptionValue {
  const rule = options[name];
  // what its preset does not know any more may have been a secret
  const isShown = rule && (rule.kind === 'number' || !rule.isSecret);
  return isShown ? value : maskSecret(String(value));
}

export type AskedOptions = Readonly<Record<string, OptionValue | null>>;

/** Those that are given for a new webhook: null leaves one out. */
export function chosenOptions(asked: AskedOptions): Options {
  const chosen = Object.entries(asked).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return Object.fromEntries(chosen);
}

/** The options after a change: null removes one, and a secret as it is shown stays what it is. */
export function changedOptions(webhook: Pick<AddressWebhook, 'options' | 'preset'>, asked: AskedOptions): Options {
  const shown = shownOptions(webhook);
  const kept = (name: string) => Object.hasOwn(asked, name) && asked[name] === shown[name];
  const next = { ...webhook.options, ...asked };
  const entries = Object.entries(next).flatMap(([name, value]) => {
    const after = kept(name) ? webhook.options[name] : value;
    return after === null || after === undefined ? [] : [[name, after] as const];
  });
  return Object.fromEntries(entries);
}
