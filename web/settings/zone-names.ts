/** The time zones that the browser knows, with `UTC` first and `chosen` among them. */
export function zoneNames(chosen: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC');
  const isKnown = chosen === 'UTC' || known.includes(chosen);
  return ['UTC', ...(isKnown ? [] : [chosen]), ...known];
}
