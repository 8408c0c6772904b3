import { FIRE_REASON_FACTS, FIRE_REASONS, type FireReason } from '../fire-reason.ts';
import type { Retreat } from '../retreat.ts';
import { ZONES, type Zone } from '../zone.ts';

/** What the file of an operator says of it; everything else follows from that. */
export interface OperatorDefinition {
  /** as requests and stored rules name it */
  readonly name: string;
  /** whether it compares with one level or with a range, bounds inside */
  readonly shape: 'level' | 'range';
  /** what a value does, after its name: `crosses above` */
  readonly words: string;
  readonly fires: Standing | Edge;
  readonly retreat: Retreat;
}

/** Fires because the value is in one of these zones. */
interface Standing {
  readonly while: readonly Zone[];
}

/** Fires because the value goes from one zone to another. */
interface Edge {
  readonly when: readonly Move[];
}

interface Move {
  readonly from: readonly Zone[];
  readonly to: readonly Zone[];
  readonly reason: FireReason;
}

/** An operator as conditions are judged by it. Zones are those of the condition's level or range. */
export interface OperatorRules extends Pick<OperatorDefinition, 'shape' | 'words' | 'retreat'> {
  /** an edge is never met, it moves */
  readonly isEdge: boolean;
  readonly reasons: readonly FireReason[];
  /** whether a value in the zone meets the condition as it stands */
  isMet(zone: Zone): boolean;
  /** how a value that went from one zone to another fires the condition; null when it does not */
  moveOf(before: Zone, now: Zone): FireReason | null;
  /**
   * The zone, with `within` merged into a neighbour if the operator does not distinguish the two: then a value that wavers
   * between them costs no write. For `crosses-above` a value exactly at the level counts as above it.
   */
  rememberedZone(zone: Zone): Zone;
  /** whether a hold that began with `reason` goes on while the value is in the zone */
  isHeld(reason: FireReason, zone: Zone): boolean;
}

/** Looks everything up in tables that are made once, since this runs for every alert that a trade touches. */
export function rulesOf({ shape, words, retreat, fires }: OperatorDefinition): OperatorRules {
  const met = 'while' in fires ? fires.while : [];
  const moves = tableOf((before) => tableOf((now) => moveBetween(fires, before, now)));
  const held = (reason: FireReason) => FIRE_REASON_FACTS[reason].held ?? met;
  const isMet = tableOf((zone) => met.includes(zone));
  const remembered = tableOf((zone) => (zone === 'within' ? joinedZone(moves) : zone));
  const isHeld = new Map(FIRE_REASONS.map((reason) => [reason, tableOf((zone) => held(reason).includes(zone))]));
  return {
    ...{ shape, words, retreat },
    isEdge: 'when' in fires,
    reasons: FIRE_REASONS.filter((reason) => ZONES.some((a) => ZONES.some((b) => moves[a][b] === reason))),
    isMet: (zone) => isMet[zone],
    moveOf: (before, now) => moves[before][now],
    rememberedZone: (zone) => remembered[zone],
    isHeld: (reason, zone) => isHeld.get(reason)?.[zone] ?? false,
  };
}

type ByZone<Value> = Readonly<Record<Zone, Value>>;

function tableOf<Value>(valueAt: (zone: Zone) => Value): ByZone<Value> {
  return { below: valueAt('below'), within: valueAt('within'), above: valueAt('above') };
}

function moveBetween(fires: Standing | Edge, before: Zone, now: Zone): FireReason | null {
  if ('while' in fires) return fires.while.includes(now) && !fires.while.includes(before) ? 'holds' : null;
  return fires.when.find(({ from, to }) => from.includes(before) && to.includes(now))?.reason ?? null;
}

/** The neighbour with which `within` is one zone, since the same moves fire from both; itself where there is none. */
function joinedZone(moves: ByZone<ByZone<FireReason | null>>): Zone {
  const isLikeWithin = (zone: Zone) => ZONES.every((now) => moves[zone][now] === moves.within[now]);
  return (['above', 'below'] as const).find(isLikeWithin) ?? 'within';
}
