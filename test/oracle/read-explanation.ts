import { withMetricNames } from './read-metric-names.ts';

/**
 * What an explanation says, read from its words alone: an independent reader, so that a sentence can be held against what
 * really happens. It knows nothing of how sentences are made; what it can't read is an error.
 */
export interface Said {
  readonly status:
    | 'arming'
    | 'watching'
    | 'holding'
    | 'cooling'
    | 'retreating'
    | 'paused'
    | 'fired'
    | 'expired'
    | 'faulty';
  /** how an alert arms, or what it waits for before that */
  readonly arms: string | null;
  readonly unknown: readonly string[];
  /** of a watched condition */
  readonly first: Place | null;
  readonly fires: Place | null;
  /** `reaches or crosses` this level */
  readonly across: number | null;
  /** fires by arming when it is there */
  readonly met: Place | null;
  readonly startsAnew: boolean;
  readonly atClose: boolean;
  readonly holdSeconds: number | null;
  readonly until: number | null;
  readonly stays: Place | null;
  /** `null`: not said that it is armed again; `anywhere`: without a condition */
  readonly again: Place | 'anywhere' | 'unless-all-hold' | null;
  readonly all: All | null;
  readonly seen: Seen | null;
  /** what an alert that is over says of its last fire */
  readonly fired: Fired | null;
  /** what the coin is too young for, from when on that is known, and since when it is traded */
  readonly warming: { readonly names: string; readonly until: number; readonly began: number } | null;
  readonly isLimited: boolean;
  /** in percent: how far from the price that fires the next level will be */
  readonly step: number | null;
  readonly expiry: { readonly at: number; readonly isPast: boolean; readonly before: string | null } | null;
}

export interface Place {
  readonly contains: (value: number) => boolean;
  readonly bounds: readonly number[];
}

export interface Seen {
  readonly at: number;
  readonly metric: string;
  readonly value: number;
  readonly distance: Away | null;
  readonly remark: string | null;
}

/** `amount` null: less than 0.01 */
export interface Away {
  readonly amount: number | null;
  readonly unit: string;
}

export interface Fired {
  readonly at: number;
  readonly value: number;
  /** `by` a trade, or by time `after` it */
  readonly how: string;
  readonly trade: number;
}

export interface One {
  readonly text: string;
  readonly value: number | null;
  readonly holds: boolean;
  readonly first: Place | null;
  readonly distance: Away | null;
}

export interface All {
  readonly edge: One | null;
  readonly others: readonly One[];
  /** `still`: they all hold now, and it would fire by arming */
  readonly still: boolean;
  readonly remark: string | null;
  readonly at: number | null;
}

type Draft = { -readonly [Field in keyof Said]: Said[Field] };

const NOTHING: Said = {
  ...{ status: 'watching', arms: null, unknown: [], first: null, fires: null, across: null, met: null },
  ...{ startsAnew: false, atClose: false, holdSeconds: null, until: null, stays: null, again: null, all: null },
  ...{ seen: null, fired: null, warming: null, isLimited: false, step: null, expiry: null },
};

const N = String.raw`-?\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\d.])`;
const UNIT = `(?: (?:%|USDT|×))?`;
const NAME = String.raw`(?:the price|(?:change|volatility|volume|rsi|sma|ema|bollinger|high|low|below-high|above-low)-[\w-]+)`;
const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const PLACE = `(?:at or below ${N}${UNIT}, or at or above ${N}|above or below ${N}|at or (?:above|below) ${N}|(?:above|below) ${N}|(?:within|outside) ${N} to ${N})${UNIT}`;
const AWAY = String.raw`(?:less than 0\.01|${N}) (?:%|percentage points|points) away`;
const OP = '(?:at or above|at or below|crosses above|crosses below|crosses|enters|leaves)';
const CONDITION = `(?:${NAME}|price) ${OP} ${N}(?: to ${N})?${UNIT}`;
const ONE = String.raw`${CONDITION} \((?:[^()]*)\)`;

const PARTS: readonly (readonly [RegExp, (draft: Draft, groups: Record<string, string | undefined>) => void])[] = [
  [/waits for the coin's first trade/, (it) => Object.assign(it, { status: 'arming', arms: 'first-trade' })],
  [
    /waits until (?<names>[\w\- ]+) (?:is|are) known/,
    (it, { names = '' }) => Object.assign(it, { status: 'arming', arms: 'unknown', unknown: names.split(' and ') }),
  ],
  [
    new RegExp(`(?<names>.+) (?:is|are) known from (?<from>${ISO}) on: the coin is traded since (?<since>${ISO})`),
    (it, { names = '', from = '', since = '' }) =>
      Object.assign(it, { warming: { names, until: Date.parse(from), began: Date.parse(since) } }),
  ],
  [
    /arms (?<when>at the next trade|within seconds|at the next minute close|at the next minute)/,
    (it, { when }) => Object.assign(it, { status: 'arming', arms: when }),
  ],
  [
    new RegExp(
      String.raw`(?:then )?(?:waits until ${NAME} is (?<first>${PLACE}), then )?fires when ${NAME} (?:rises to (?<up>${N})${UNIT} or above|falls to (?<down>${N})${UNIT} or below|enters (?<in>${N} to ${N})${UNIT}|leaves (?<out>${N} to ${N})${UNIT}|reaches or crosses (?<across>${N})${UNIT})(?<close> at a minute close)?(?: and stays so for (?<hold>\d+ \w+))?`,
    ),
    readWatch,
  ],
  [
    new RegExp(String.raw`then fires if ${NAME} is still (?<met>${PLACE})(?: and stays so for (?<hold>\d+ \w+))?`),
    (it, { met, hold }) => Object.assign(it, { met: placeOf(met), holdSeconds: secondsOf(hold) }),
  ],
  [
    new RegExp(`waits for the next known value of ${NAME}, from which it starts again`),
    (it) => Object.assign(it, { startsAnew: true }),
  ],
  [
    new RegExp(`on hold until (?<until>${ISO})(?:, which is not judged yet)?`),
    (it, { until }) => Object.assign(it, { status: 'holding', until: Date.parse(until ?? '') }),
  ],
  [
    new RegExp(`fires then if ${NAME} stays (?<place>${PLACE})`),
    (it, { place }) => Object.assign(it, { stays: placeOf(place) }),
  ],
  [/fired/, (it) => Object.assign(it, { status: 'retreating' })],
  [
    new RegExp(`cooling down until (?<until>${ISO})(?:, which is not judged yet)?`),
    (it, { until }) => Object.assign(it, { status: 'cooling', until: Date.parse(until ?? '') }),
  ],
  [
    new RegExp(
      `(?:then )?armed again(?: once ${NAME} is (?<place>${PLACE})|(?<unless> unless all still hold, which begins another cooldown))?`,
    ),
    (it, { place, unless }) =>
      Object.assign(it, { again: place ? placeOf(place) : unless ? 'unless-all-hold' : 'anywhere' }),
  ],
  [
    new RegExp(
      `(?:then )?fires (?<how>when|if) (?:(?<edge>${ONE})(?<close1> at a minute close)? while (?:this holds|all of these hold)|all of these (?:still )?hold(?<close2> at a minute close)?): (?<list>${ONE}(?:, ${ONE})*)`,
    ),
    readAll,
  ],
  [
    new RegExp(`as of (?<at>${ISO})(?: all of them hold, (?<remark>.*))?`),
    (it, { at, remark = null }) => {
      it.all = it.all && { ...it.all, at: Date.parse(at ?? ''), remark };
    },
  ],
  [
    new RegExp(
      `at (?<at>${ISO}) (?<name>${NAME}) was (?<value>${N})${UNIT}(?:, (?<away>${AWAY})|, (?<remark>(?:no longer|already|there).*))?`,
    ),
    readSeen,
  ],
  [/[\w-]+ is not known at the moment/, () => undefined],
  [/only if that comes before its expiry/, (it) => Object.assign(it, { isLimited: true })],
  [/the coin is not being watched|the coin is not seen at the moment/, () => undefined],
  [
    new RegExp(`expires on (?<at>${ISO})(?:, before the (?<before>hold|cooldown) ends)?`),
    (it, { at, before = null }) => Object.assign(it, { expiry: { at: Date.parse(at ?? ''), isPast: false, before } }),
  ],
  [
    new RegExp(
      `its expiry (?:is )?(?<at>${ISO})(?<past> has come and is not judged yet| has passed: it needs a later one, or none, to be resumed)?`,
    ),
    (it, { at, past }) =>
      Object.assign(it, { expiry: { at: Date.parse(at ?? ''), isPast: past !== undefined, before: null } }),
  ],
  [
    new RegExp(
      String.raw`(?<last>last )?fired on (?<at>${ISO}) at (?<value>${N})${UNIT} (?<how>by|after) trade (?<trade>\d+)(?: \(simulator\))?`,
    ),
    (it, { last, at, value = '', how = '', trade }) => {
      if (!last) it.status = 'fired';
      it.fired = { at: Date.parse(at ?? ''), value: numberOf(value), how, trade: Number(trade) };
    },
  ],
  [
    new RegExp(`expired(?: on (?<at>${ISO}))?`),
    (it, { at }) => {
      it.status = 'expired';
      it.expiry = at === undefined ? null : { at: Date.parse(at), isPast: true, before: null };
    },
  ],
  [/without firing/, () => undefined],
  [
    /each fire moves the level to (?<step>[+-][\d.]+) % from the price that fired/,
    (it, { step }) => Object.assign(it, { step: Number(step) }),
  ],
  [/paused/, (it) => Object.assign(it, { status: 'paused' })],
  [
    new RegExp(`paused until (?<until>${ISO})(?:, which is not judged yet)?, then armed again`),
    (it, { until }) => Object.assign(it, { status: 'paused', until: Date.parse(until ?? '') }),
  ],
];

export function readExplanation(text: string): Said {
  const draft: Draft = { ...NOTHING };
  for (const part of withMetricNames(text).split('; ')) {
    const matched = PARTS.map(([pattern, read]) => {
      const match = new RegExp(`^(?:${pattern.source})$`).exec(part);
      return match ? { read, groups: match.groups ?? {} } : null;
    }).filter((it) => it !== null);
    const [only, ...more] = matched;
    if (!only || more.length > 0)
      throw new Error(`${more.length > 0 ? 'ambiguous' : 'unreadable'}: "${part}" in "${text}"`);
    only.read(draft, only.groups);
  }
  return draft;
}

function readWatch(draft: Draft, groups: Record<string, string | undefined>): void {
  const { first, up, down, across, close, hold } = groups;
  const range = groups.in ?? groups.out;
  draft.first = first ? placeOf(first) : null;
  draft.across = across ? numberOf(across) : null;
  draft.atClose = close !== undefined;
  draft.holdSeconds = secondsOf(hold);
  if (up) draft.fires = placeOf(`at or above ${up}`);
  if (down) draft.fires = placeOf(`at or below ${down}`);
  if (range) draft.fires = placeOf(`${groups.in ? 'within' : 'outside'} ${range}`);
}

function readSeen(draft: Draft, { at, name, value, away, remark }: Record<string, string | undefined>): void {
  draft.seen = {
    at: Date.parse(at ?? ''),
    metric: name === 'the price' ? 'price' : (name ?? ''),
    value: numberOf(value ?? ''),
    distance: away ? awayOf(away) : null,
    remark: remark ?? null,
  };
}

function readAll(draft: Draft, { how, edge, close1, close2, list = '' }: Record<string, string | undefined>): void {
  draft.atClose = (close1 ?? close2) !== undefined;
  const others = [...list.matchAll(new RegExp(ONE, 'g'))].map(([one]) => oneOf(one));
  draft.all = { edge: edge ? oneOf(edge) : null, others, still: how === 'if', remark: null, at: null };
}

function oneOf(text: string): One {
  const [, condition = '', inner = ''] = /^(.*) \(([^()]*)\)$/.exec(text) ?? [];
  const { holds, value, first, away } =
    new RegExp(
      `^(?:(?<holds>holds )?at (?<value>${N})${UNIT}(?:, must first be (?<first>${PLACE}))?(?:, (?<away>${AWAY}))?|not known)$`,
    ).exec(inner)?.groups ?? fail(`unreadable: "${inner}"`);
  return {
    text: condition.replace(/^the /, ''),
    value: value === undefined ? null : numberOf(value),
    holds: holds !== undefined,
    first: first ? placeOf(first) : null,
    distance: away ? awayOf(away) : null,
  };
}

function awayOf(text: string): Away {
  const [, amount = '', unit = ''] = /^(less than 0\.01|[\d.,]+) (%|percentage points|points) away$/.exec(text) ?? [];
  return { amount: amount.startsWith('less') ? null : numberOf(amount), unit };
}

export function placeOf(text = ''): Place {
  const [low = Number.NaN, high = low] = [...text.matchAll(new RegExp(N, 'g'))].map(([number]) => numberOf(number));
  const bounds = [low, high];
  const at = (contains: Place['contains']): Place => ({ contains, bounds });
  if (text.includes(', or ')) return at((value) => value <= low || value >= high);
  if (text.startsWith('above or below')) return at((value) => value !== low);
  if (text.startsWith('at or above')) return at((value) => value >= low);
  if (text.startsWith('at or below')) return at((value) => value <= low);
  if (text.startsWith('above')) return at((value) => value > low);
  if (text.startsWith('below')) return at((value) => value < low);
  if (text.startsWith('within')) return at((value) => value >= low && value <= high);
  if (text.startsWith('outside')) return at((value) => value < low || value > high);
  return fail(`no place: "${text}"`);
}

export function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''));
}

export function secondsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, count, unit = ''] = /^(\d+) (day|hour|minute|second)s?$/.exec(text) ?? fail(`no duration: "${text}"`);
  const lengths: Readonly<Record<string, number>> = { day: 86_400, hour: 3_600, minute: 60, second: 1 };
  return Number(count) * (lengths[unit] ?? Number.NaN);
}

function fail(message: string): never {
  throw new Error(message);
}
