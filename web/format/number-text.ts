/** How people of a locale write numbers. */
export interface NumberText {
  /** between the groups of a whole number; empty where there is none */
  readonly group: string;
  readonly decimal: string;
  /** the locale's own digits, 0 to 9 */
  readonly digits: readonly string[];
  /** `65000.5` → `65,000.5`, exactly. `plain`: a decimal string */
  format(plain: string): string;
}

const known = new Map<string, NumberText>();

/** `locale` left out: the browser's. */
export function numberTextOf(locale?: string): NumberText {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const name = format.resolvedOptions().locale;
  const text = known.get(name) ?? createNumberText(format);
  known.set(name, text);
  return text;
}

function createNumberText(format: Intl.NumberFormat): NumberText {
  const parts = format.formatToParts(1_234_567.8);
  const partOf = (type: Intl.NumberFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  const digits = Array.from({ length: 10 }, (_, digit) => format.format(digit));
  const decimal = partOf('decimal');
  return {
    ...{ group: partOf('group'), decimal, digits },
    format(plain) {
      const [, sign = '', whole = '', fraction] = /^([+-]?)(\d*)(?:\.(\d+))?$/.exec(plain) ?? [];
      const own = fraction?.replace(/\d/g, (digit) => digits[Number(digit)] ?? digit);
      // a fraction may have more digits than Intl writes; a sign has invisible marks in some locales
      return `${sign}${format.format(BigInt(whole))}${own === undefined ? '' : `${decimal}${own}`}`;
    },
  };
}
