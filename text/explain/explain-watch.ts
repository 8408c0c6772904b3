import type { Watch } from '../../domain/alert-facts/alert-facts.ts';
import type { Discrepancy, Reading, Standing } from '../../domain/alert-facts/alert-reading.ts';
import type { Path } from '../../domain/alert-facts/region.ts';
import { isWindowed } from '../../domain/metrics/metric.ts';
import { type Condition, levelTextsOf } from '../../domain/rules/condition.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import {
  formatBound,
  formatCondition,
  formatDuration,
  formatPresent,
  formatTerm,
  nameOf,
  type Quoted,
} from '../format/format-metric.ts';
import { formatArrival, formatDistance, formatPlace, nameBeside } from '../format/format-region.ts';

/** What a sentence needs beside the facts: the coin's quote asset, and how its reader sees an instant (ms). */
export interface Wording extends Quoted {
  readonly clock: (instant: number) => string;
  /** the instant, ms, of the values */
  readonly seenAt: number | null;
}

const DISCREPANCY_WORDS: Readonly<Record<Discrepancy, string>> = {
  'closes-only': 'but only minute closes count',
  'not-judged-yet': 'which is not judged yet',
  outdated: 'before the alert was last judged',
};

/** What makes the alert fire, and what its values were when last seen, each a part of the sentence. */
export function explainWatch(watch: Watch, rule: Rule, wording: Wording): string[] {
  switch (watch.kind) {
    case 'one':
      return [
        formatPath(watch.condition, watch.path, { rule, wording }),
        formatReading(
          watch.reading,
          wording,
          watch.discrepancy && `there already, ${formatDiscrepancy(watch.discrepancy)}`,
        ),
      ];
    case 'met':
      return [firesByArming(watch, rule, wording), formatReading(watch.reading, wording)];
    case 'next-known': {
      const { metric } = watch.reading;
      const start = `waits for the next known value of ${nameOf(metric)}, from which it starts again`;
      return [start, formatReading(watch.reading, wording)];
    }
    case 'all':
      return explainAll(watch, rule, wording);
  }
}

/** `at 12:00:00 the price was 64,812.4, 0.29 % away`. `remark` takes the place of the distance. */
export function formatReading(
  { metric, value, bounds, distance }: Reading,
  wording: Wording,
  remark: string | null = null,
): string {
  // the coin's state says why a price is not known
  if (value === null) return isWindowed(metric) ? `${nameOf(metric)} is not known at the moment` : '';
  const was = `${nameOf(metric)} was ${formatPresent(metric, value, { ...wording, levels: bounds })}`;
  const where = remark ?? (distance && formatDistance(distance, metric));
  const when = wording.seenAt === null ? 'when last seen' : `at ${wording.clock(wording.seenAt)}`;
  return `${when} ${was}${where === null ? '' : `, ${where}`}`;
}

export function formatDiscrepancy(discrepancy: Discrepancy): string {
  return DISCREPANCY_WORDS[discrepancy];
}

interface PathContext {
  readonly rule: Rule;
  readonly wording: Wording;
}

function formatPath(condition: Condition, { first, fires }: Path, { rule, wording }: PathContext): string {
  const { metric } = condition;
  const arrival = fires
    ? formatArrival(fires, metric, wording)
    : `${nameOf(metric, levelTextsOf(condition))} reaches or crosses ${formatBound(condition, wording)}`;
  const start = first
    ? `waits until ${nameBeside(first, metric)} is ${formatPlace(first, metric, wording)}, then `
    : '';
  return `${start}fires when ${arrival}${atClose(rule)}${staysFor(rule, ' and stays so for ')}`;
}

/** `fires if the price is still at or above 65,000` */
function firesByArming({ condition, region }: Extract<Watch, { kind: 'met' }>, rule: Rule, wording: Wording): string {
  const { metric } = condition;
  const name = region ? nameBeside(region, metric) : nameOf(metric, levelTextsOf(condition));
  const place = region ? formatPlace(region, metric, wording) : formatBound(condition, wording);
  return `fires if ${name} is still ${place}${staysFor(rule, ' and stays so for ')}`;
}

function atClose({ confirm }: Rule): string {
  return confirm === 'minute-close' ? ' at a minute close' : '';
}

function staysFor({ holdSeconds }: Rule, start: string): string {
  return holdSeconds === null ? '' : `${start}${formatDuration(holdSeconds)}`;
}

type All = Extract<Watch, { kind: 'all' }>;

/** `fires when all of these hold: price at or above 65,000 (holds at 66,000), change-1h at or above 5 % (at 4 %, …)` */
function explainAll(all: All, rule: Rule, wording: Wording): string[] {
  const { edge, others, allHold, discrepancy } = all;
  const list = others.map((standing) => formatStanding(standing, wording)).join(', ');
  const count = others.length > 1 ? 'all of these hold' : 'this holds';
  const fires = edge
    ? `fires when ${formatMove(edge, wording)}${atClose(rule)} while ${count}: ${list}`
    : `fires ${allHold && !discrepancy ? 'if all of these still hold' : 'when all of these hold'}${atClose(rule)}: ${list}`;
  const isAnyKnown = [...others, ...(edge ? [edge] : [])].some(({ value }) => value !== null);
  const asOf = isAnyKnown && wording.seenAt !== null ? `as of ${wording.clock(wording.seenAt)}` : '';
  return [
    fires,
    discrepancy ? `${asOf === '' ? '' : `${asOf} `}all of them hold, ${formatDiscrepancy(discrepancy)}` : asOf,
  ];
}

function formatStanding({ condition, metric, value, isInside, bounds, distance }: Standing, wording: Wording): string {
  const name = formatCondition(condition, wording);
  if (value === null) return `${name} (not known)`;
  const at = `at ${formatPresent(metric, value, { ...wording, levels: bounds })}`;
  return `${name} (${isInside ? `holds ${at}` : [at, ...(distance ? [formatDistance(distance, metric)] : [])].join(', ')})`;
}

/** `the price crosses above 65,000 (at 64,000, 1.56 % away)`; if it can't from where it is, what must come first */
function formatMove({ condition, metric, value, path, bounds, distance }: Standing, wording: Wording): string {
  const move = `${nameOf(metric, levelTextsOf(condition))} ${formatTerm(condition, wording)}`;
  if (value === null) return `${move} (not known)`;
  const first = path?.first ? [`must first be ${formatPlace(path.first, metric, wording)}`] : [];
  const away = distance && !path?.first ? [formatDistance(distance, metric)] : [];
  return `${move} (${[`at ${formatPresent(metric, value, { ...wording, levels: bounds })}`, ...first, ...away].join(', ')})`;
}
