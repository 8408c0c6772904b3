/** The order matters, since a browser names others too: each but Firefox says Safari, and each of Google's says Chrome. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** `Chrome on Linux`, as a person would tell their devices apart. `userAgent`: of `navigator` */
export function deviceLabel(userAgent: string): string {
  const find = (names: typeof BROWSERS, other: string) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? other;
  return `${find(BROWSERS, 'A browser')} on ${find(SYSTEMS, 'another system')}`;
}
