import type { Options, PresetForm } from './preset.ts';

/** What servers call the part of a query that lets anyone write there. */
const IN_QUERY = /[?&](?:access_?token|api_?key|auth|key|password|secret|sig(?:nature)?|token)=([^&]+)/gi;

/** Where in `pathAndQuery` of an address the secrets stand, in their order. */
export function secretSpans({ address }: PresetForm, pathAndQuery: string): (readonly [from: number, to: number])[] {
  const own = address.secret ? [...pathAndQuery.matchAll(new RegExp(address.secret.source, 'gid'))].slice(0, 1) : [];
  const found = [...own, ...pathAndQuery.matchAll(new RegExp(IN_QUERY.source, 'gid'))];
  const spans = found.flatMap(({ indices }) => (indices?.[1] ? [indices[1]] : [])).filter(([from, to]) => from < to);
  return spans.sort(([a], [b]) => a - b).filter(([from], i, all) => i === 0 || from >= (all[i - 1]?.[1] ?? 0));
}

/** What must be shown to nobody: the secret options, and the part of the address that lets anyone write there. */
export function secretsOf(form: PresetForm, url: string, options: Options): string[] {
  const { pathname, search } = new URL(url);
  const path = `${pathname}${search}`;
  const inAddress = secretSpans(form, path).map(([from, to]) => path.slice(from, to));
  const secret = Object.entries(form.options).flatMap(([name, rule]) => {
    const value = options[name];
    return rule.kind === 'text' && rule.isSecret && typeof value === 'string' ? [value] : [];
  });
  return [...inAddress, ...secret].filter((value) => value !== '');
}
