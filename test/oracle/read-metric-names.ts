/**
 * What sentences call metrics, read back: each phrase becomes the metric's own name, and the price beside what it is compared
 * with becomes the distance beside 0. It shares nothing with the writer.
 */
const UNITS: Readonly<Record<string, string>> = { minute: 'm', hour: 'h', day: 'd' };
const CANDLES = String.raw`(?<count>\d+)-(?<unit>minute|hour|day)`;
const windowOf = ({ count = '', unit = '' }: Groups) => `${count}${UNITS[unit] ?? '?'}`;

type Groups = Record<string, string | undefined>;

/** `200-day average`, `exponential average of 200 4-hour candles` */
const AVERAGE = String.raw`(?:(?<long>\d+)-(?<longUnit>hour|day) (?<kind>exponential average|average)|(?<otherKind>exponential average|average) of (?<other>\d+) ${CANDLES} candles)`;

function averageOf(groups: Groups): string {
  const { long, longUnit = '', kind, otherKind, other } = groups;
  const name = (kind ?? otherKind) === 'average' ? 'sma' : 'ema';
  return long ? `${name}-${long}-1${UNITS[longUnit]}` : `${name}-${other}-${windowOf(groups)}`;
}

/** A thing that the price is compared with, and the metric that measures how far it is away. */
const MARKS: readonly { readonly words: string; readonly isTurned: boolean; metric(groups: Groups): string }[] = [
  { words: AVERAGE, isTurned: false, metric: averageOf },
  { words: `${CANDLES} high`, isTurned: true, metric: (groups) => `below-high-${windowOf(groups)}` },
  { words: `${CANDLES} low`, isTurned: false, metric: (groups) => `above-low-${windowOf(groups)}` },
];

const NAMES: readonly (readonly [string, (groups: Groups) => string])[] = [
  [`RSI 14 of ${CANDLES} candles`, (groups) => `rsi-14-${windowOf(groups)}`],
  [`Bollinger %b of ${CANDLES} candles`, (groups) => `bollinger-20-${windowOf(groups)}`],
  [`(?:the )?${CANDLES} volume against its average`, (groups) => `volume-ratio-${windowOf(groups)}`],
  [`(?:(?:the )?price's )?distance from its ${AVERAGE}`, averageOf],
  [`(?:(?:the )?price's )?distance below its ${CANDLES} high`, (groups) => `below-high-${windowOf(groups)}`],
  [`(?:(?:the )?price's )?distance above its ${CANDLES} low`, (groups) => `above-low-${windowOf(groups)}`],
  [`(?:the )?${CANDLES} high`, (groups) => `high-${windowOf(groups)}`],
  [`(?:the )?${CANDLES} low`, (groups) => `low-${windowOf(groups)}`],
];

const OPPOSITE: Readonly<Record<string, string>> = { above: 'below', below: 'above', rises: 'falls', falls: 'rises' };
const opposite = (words: string) =>
  words
    .replace(/above|below|rises|falls/g, (word) => OPPOSITE[word] ?? word)
    .replace('below or above', 'above or below');

/** Words between the price and what it is compared with, and behind that. */
const MOVE = `(?<move>(?: (?:is|stays|still|at|or|above|below|outside|crosses|crossed|closed|stayed|rises|falls|reaches|to))+)`;

/** The text with names of metrics, and a level of 0, in place of words for them. */
export function withMetricNames(text: string): string {
  let plain = text;
  for (const { words, isTurned, metric } of MARKS) {
    const mark = new RegExp(
      String.raw`(?<subject>the price|\bprice|(?<=BTCUSDT))${MOVE} its ${words}(?<end> or (?:above|below))?`,
      'g',
    );
    plain = plain.replace(mark, (...found) => {
      const { subject = '', move = '', end = '', ...groups } = found.at(-1) as Groups;
      const [turnedMove, turnedEnd] = isTurned ? [opposite(move), opposite(end)] : [move, end];
      return `${subject === '' ? ' ' : ''}${metric(groups)}${turnedMove} 0 %${turnedEnd}`;
    });
    // in brackets the price is not named again
    plain = plain.replace(
      new RegExp(`must first be (?<move>(?:at or )?(?:above or below|above|below)) its ${words}`, 'g'),
      (...found) => {
        const { move = '' } = found.at(-1) as Groups;
        return `must first be ${isTurned ? opposite(move) : move} 0 %`;
      },
    );
  }
  for (const [words, metric] of NAMES) {
    plain = plain.replace(new RegExp(words, 'g'), (...found) => metric(found.at(-1) as Groups));
  }
  return plain;
}
