import { numberOf, type Place, placeOf, secondsOf } from './read-explanation.ts';
import { withMetricNames } from './read-metric-names.ts';

/** What a rule in one line says, read from its words alone. */
export interface SaidRule {
  /** `crosses-above 65000` with its metric, as a rule has them; ranges as `from to` */
  readonly conditions: readonly string[];
  readonly holdSeconds: number | null;
  readonly atCloses: boolean;
  readonly isEveryTime: boolean;
  readonly cooldownSeconds: number | null;
  readonly rearmPercent: number | null;
  /** in percent: how far from the price that fired the next level is */
  readonly step: number | null;
}

const OPS: Readonly<Record<string, string>> = {
  'at or above': 'above',
  'at or below': 'below',
  'crosses above': 'crosses-above',
  'crosses below': 'crosses-below',
  crosses: 'crosses',
  enters: 'enters',
  leaves: 'leaves',
};

const CONDITION =
  /^(?<metric>price|(?:change|volatility|volume|rsi|sma|ema|bollinger|high|low|below-high|above-low)-[\w-]+) (?<op>at or above|at or below|crosses above|crosses below|crosses|enters|leaves) (?<low>-?[\d,.]*\d)(?: to (?<high>-?[\d,.]*\d))?(?<unit>| %| USDT| ×)$/;

const RULE =
  /^(?<conditions>.*?)(?:, held for (?<hold>\d+ \w+))?(?<closes>, at minute closes)?(?<every>, every time)?(?:, at most once in (?<cooldown>\d+ \w+))?(?:, then at (?<step>[+-][\d.]+) % from the price that fired)?(?:, after a retreat of (?<rearm>[\d.]+) %)?$/;

export function readRule(text: string): SaidRule {
  const {
    conditions = '',
    hold,
    closes,
    every,
    cooldown,
    rearm,
    step,
  } = RULE.exec(withMetricNames(text))?.groups ?? {};
  return {
    conditions: conditions
      .replace(/^all of: /, '')
      .split('; ')
      .map(readCondition),
    holdSeconds: secondsOf(hold),
    atCloses: closes !== undefined,
    isEveryTime: every !== undefined,
    cooldownSeconds: secondsOf(cooldown),
    rearmPercent: rearm === undefined ? null : Number(rearm),
    step: step === undefined ? null : Number(step),
  };
}

function readCondition(text: string): string {
  const groups = CONDITION.exec(text)?.groups;
  if (!groups) throw new Error(`unreadable: "${text}"`);
  const { metric = '', op = '', low = '', high, unit } = groups;
  if (unit !== unitOf(metric)) throw new Error(`wrong unit: "${text}"`);
  return [metric, OPS[op], numberOf(low), ...(high === undefined ? [] : [numberOf(high)])].join(' ');
}

function unitOf(metric: string): string {
  if (metric.startsWith('volume-ratio-')) return ' ×';
  if (metric.startsWith('volume-')) return ' USDT';
  return /^(price$|rsi-|bollinger-|high-|low-)/.test(metric) ? '' : ' %';
}

/** What a headline says: of which metric, where its value is, and with how many other conditions. */
export interface SaidHeadline {
  readonly metric: string;
  readonly place: Place;
  readonly holdSeconds: number | null;
  readonly atClose: boolean;
  readonly others: number;
}

const HEADLINE =
  /^BTCUSDT (?:(?<metric>(?:change|volatility|volume|rsi|sma|ema|bollinger|high|low|below-high|above-low)-[\w-]+) )?(?<verb>is|stayed|crossed|closed|entered|left) ?(?<where>at or above|at or below|above|below|within|outside)? ?(?<bound>-?[\d,.]*\d(?: to -?[\d,.]*\d)?)(?: %| USDT| ×)?(?: for (?<hold>\d+ \w+))?(?: and the (?:(?<one>other condition holds)|(?<count>\d) other conditions hold))?$/;

export function readHeadline(text: string): SaidHeadline {
  const groups = HEADLINE.exec(withMetricNames(text))?.groups;
  if (!groups) throw new Error(`unreadable: "${text}"`);
  const { metric = 'price', verb = '', where, bound, hold, one, count } = groups;
  return {
    metric,
    place: placeOf(`${WHERE[`${verb} ${where ?? ''}`.trim()] ?? where} ${bound}`),
    holdSeconds: secondsOf(hold),
    atClose: verb === 'closed',
    others: one ? 1 : Number(count ?? 0),
  };
}

/** What crosses a level is at it or beyond. */
const WHERE: Readonly<Record<string, string>> = {
  entered: 'within',
  left: 'outside',
  'crossed above': 'at or above',
  'crossed below': 'at or below',
  'closed above': 'at or above',
  'closed below': 'at or below',
};
