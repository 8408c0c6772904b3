import type { Options, PresetForm } from './preset.ts';
import { formAt } from './presets.ts';

/** What servers call the part of a query that lets anyone write there. */
const IN_QUERY = /[?&](?:access_?token|api_?key|auth|key|password|secret|sig(?:nature)?|token)=([^&]+)/dgi;

/** The part of an address in which secrets stand. */
export function pathAndQuery({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}

/** Where in its path and query they stand, in their order; one may lie inside another. */
export function secretSpans(form: PresetForm, url: URL): (readonly [from: number, to: number])[] {
  const path = pathAndQuery(url);
  const { secret } = (formAt(url) ?? form).address;
  const own = secret && new RegExp(secret, 'di').exec(path);
  const found = [...(own ? [own] : []), ...path.matchAll(IN_QUERY)];
  return found.flatMap(({ indices }) => (indices?.[1] ? [indices[1]] : [])).sort(([a], [b]) => a - b);
}

/** What must be shown to nobody: the secret options, and the part of the address that lets anyone write there. */
export function secretsOf(form: PresetForm, url: string, options: Options): string[] {
  const address = new URL(url);
  const path = pathAndQuery(address);
  const inAddress = secretSpans(form, address).map(([from, to]) => path.slice(from, to));
  const secret = Object.entries(form.options).flatMap(([name, rule]) => {
    const value = options[name];
    return rule.kind === 'text' && rule.isSecret && typeof value === 'string' ? [value] : [];
  });
  return [...inAddress, ...secret].filter((value) => value !== '');
}
