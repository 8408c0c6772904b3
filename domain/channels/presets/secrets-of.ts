import type { Options, PresetForm } from './preset.ts';

/** What must be shown to nobody: the secret options, and the part of the address that lets anyone write there. */
export function secretsOf({ address, options: rules }: PresetForm, url: string, options: Options): string[] {
  const { pathname, search } = new URL(url);
  const inAddress = address.secret?.exec(`${pathname}${search}`)?.[1];
  const secret = Object.entries(rules).flatMap(([name, rule]) => {
    const value = options[name];
    return rule.kind === 'text' && rule.isSecret && typeof value === 'string' ? [value] : [];
  });
  return [...(inAddress === undefined ? [] : [inAddress]), ...secret].filter((value) => value !== '');
}
