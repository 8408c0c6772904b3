/** A tenant above this share of what is in flight, or of the recent processing time, is noisy. */
const NOISY_SHARE = 0.1;
/** By what is in flight, a tenant is noisy only with so many messages. */
const NOISY_IN_FLIGHT = 30;
/** A tenant that has sent nothing for so long is quiet. */
const QUIET_AFTER_MS = 5 * 60_000;
/** AWS does not say how recent the recent processing time is. */
const RECENT_MS = 60_000;

/** A message of a standard queue, as the engine keeps it. */
export interface FairMessage {
  readonly messageId: string;
  /** a message without one is a tenant by itself */
  readonly messageGroupId?: string | undefined;
  /** ms */
  readonly sentTimestamp: number;
}

interface Tenant {
  lastSentAt: number;
  /** when its backlog was used up last: what was processed before counts no more */
  countedFrom: number;
}

/** `until`: a message that was not deleted is visible again then. */
interface Processing {
  readonly tenant: string;
  readonly from: number;
  readonly until: number;
}

/** Times in ms; `now` never goes back. */
interface Taking {
  readonly now: number;
  readonly visibilityMs: number;
}

/**
 * The order in which SQS gives out the messages of a fair queue, as "How Amazon SQS fair queues work" documents it. A tenant is noisy
 * while it has a backlog, has sent something in the last five minutes, and
 * - has more than a tenth of what is in flight, and 30 messages or more of its own, or
 * - has more than a tenth of the recent processing time.
 *
 * Messages of quiet tenants come first, in the order of their arrival. Then those of the noisy tenant with the fewest in flight.
 * A tenant whose backlog was used up starts over.
 */
export function createFairOrder() {
  const tenants = new Map<string, Tenant>();
  const inFlight = new Map<string, Processing>();
  let processed: Processing[] = [];

  function end(id: string, now: number): void {
    const processing = inFlight.get(id);
    if (!processing) return;
    inFlight.delete(id);
    processed.push({ ...processing, until: Math.min(now, processing.until) });
  }

  /** Brings what is known up to date. Returns the first message of each tenant that has one, as an index. */
  function look(waiting: readonly FairMessage[], now: number): Map<string, number> {
    const first = new Map<string, number>();
    for (const [index, message] of waiting.entries()) {
      end(message.messageId, now);
      const name = tenantOf(message);
      if (!first.has(name)) first.set(name, index);
      const known = tenants.get(name);
      if (!known) tenants.set(name, { lastSentAt: message.sentTimestamp, countedFrom: 0 });
      else known.lastSentAt = Math.max(known.lastSentAt, message.sentTimestamp);
    }
    for (const [id, { until }] of inFlight) if (until <= now) end(id, now);
    processed = processed.filter(({ until }) => until > now - RECENT_MS);
    for (const [name, { countedFrom }] of tenants) {
      if (!first.has(name) && countedFrom <= now - RECENT_MS) tenants.delete(name);
    }
    return first;
  }

  /** The rank of a tenant with a backlog: 0 is quiet; a noisy one has more, the more it has in flight. */
  function ranking(now: number): (tenant: string) => number {
    const counts = new Map<string, number>();
    const times = new Map<string, number>();
    let totalMs = 0;
    for (const { tenant, from, until } of [...processed, ...inFlight.values()]) {
      const to = Math.min(until, now);
      const since = (start: number) => Math.max(0, to - Math.max(from, start, now - RECENT_MS));
      totalMs += since(0);
      times.set(tenant, (times.get(tenant) ?? 0) + since(tenants.get(tenant)?.countedFrom ?? 0));
    }
    for (const { tenant } of inFlight.values()) counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
    return (tenant) => {
      const count = counts.get(tenant) ?? 0;
      const hasSent = now - (tenants.get(tenant)?.lastSentAt ?? 0) < QUIET_AFTER_MS;
      const hasMany = count >= NOISY_IN_FLIGHT && count > inFlight.size * NOISY_SHARE;
      const isNoisy = hasSent && (hasMany || (times.get(tenant) ?? 0) > totalMs * NOISY_SHARE);
      return isNoisy ? 1 + count : 0;
    };
  }

  return {
    /** The index of the next message among those that wait, in the order of their arrival. It is in flight from now on. */
    take(waiting: readonly FairMessage[], { now, visibilityMs }: Taking): number | undefined {
      const first = look(waiting, now);
      const rankOf = ranking(now);
      const [next] = [...first]
        .map(([tenant, index]) => ({ tenant, index, rank: rankOf(tenant) }))
        .sort((a, b) => a.rank - b.rank || a.index - b.index);
      const message = next && waiting[next.index];
      if (!next || !message) return undefined;
      inFlight.set(message.messageId, { tenant: next.tenant, from: now, until: now + visibilityMs });
      const isLast = !waiting.some((it, index) => index !== next.index && tenantOf(it) === next.tenant);
      const tenant = tenants.get(next.tenant);
      if (isLast && tenant) tenant.countedFrom = now;
      return next.index;
    },

    /** It was deleted from the queue. One that fails is in flight until it is visible again. */
    finish(id: string, now: number): void {
      end(id, now);
    },
  };
}

export type FairOrder = ReturnType<typeof createFairOrder>;

function tenantOf({ messageId, messageGroupId }: FairMessage): string {
  return messageGroupId === undefined ? `message ${messageId}` : `group ${messageGroupId}`;
}
