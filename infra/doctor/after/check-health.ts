import * as z from 'zod';
import { HEALTH_STATUSES } from '../../../contract/health-view.ts';
import { type Finding, note, ok, stop, wait } from '../finding.ts';
import { whyNoAnswer } from './why-no-answer.ts';

const ANSWER_WITHIN_MS = 10_000;

/** What is read of `GET /health`: of any version of the API that has these fields. */
const healthSchema = z.looseObject({
  status: z.enum(HEALTH_STATUSES),
  why: z.array(z.string()),
  pricesAgeMs: z.number().nullable(),
  coins: z.record(z.string(), z.number()),
  /** absent where there is none, null before its first fire */
  canary: z.looseObject({ firedAt: z.iso.datetime(), decisionMs: z.number(), dispatchMs: z.number() }).nullish(),
});
export type Health = z.infer<typeof healthSchema>;

export interface HealthLook {
  readonly findings: readonly Finding[];
  /** null when the API did not say */
  readonly health: Health | null;
}

/** Asks the API how it is. `apiUrl`: without a slash at the end. */
export async function checkHealth(apiUrl: string, now: number): Promise<HealthLook> {
  const answer = await ask(`${apiUrl}/health`);
  if (typeof answer === 'string') return { findings: [wait('health', answer)], health: null };
  return { findings: [judgeHealth(answer), judgeCoins(answer), ...judgeCanary(answer, now)], health: answer };
}

async function ask(url: string): Promise<Health | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { data } = healthSchema.safeParse(await response.json().catch(() => null));
    return data ?? `${url} answers ${response.status}, and not with its health.`;
  } catch (error) {
    return `${url} does not answer: ${whyNoAnswer(error)}`;
  }
}

function judgeHealth({ status, why, pricesAgeMs }: Health): Finding {
  if (status !== 'ok') return wait('health', `${status}: ${why.join('; ')}`);
  const age = pricesAgeMs === null ? 'not written yet' : `${Math.round(pricesAgeMs / 1_000)} s old`;
  return ok('health', `ok: trades are published and judged; the newest prices are ${age}.`);
}

/** A live coin is one whose trades come from an open socket. */
function judgeCoins({ coins }: Health): Finding {
  const listed = Object.entries(coins).map(([state, count]) => `${count} ${state}`);
  if (listed.length === 0) return note('coins', 'No coin is followed yet: nothing is watched. Follow one (below).');
  const text = `Followed: ${listed.join(', ')}.`;
  return (coins.live ?? 0) > 0 ? ok('coins', text) : wait('coins', text);
}

function judgeCanary({ canary }: Health, now: number): Finding[] {
  if (canary === undefined) return [];
  if (canary === null) {
    const when = 'once a coin is live it does about every ten minutes, unless it is switched off';
    return [note('canary', `It has not fired yet: ${when}. An alarm says so if it is late.`)];
  }
  const minutes = Math.max(0, Math.round((now - Date.parse(canary.firedAt)) / 60_000));
  const hops = `${canary.decisionMs} ms from the trade to the decision, ${canary.dispatchMs} ms to its dispatch`;
  return [ok('canary', `It fired ${minutes} minutes ago: ${hops}.`)];
}

/** The address of the API in the stack's outputs. */
export function noApiUrl(): Finding {
  return stop('health', 'The stack has no output ApiUrl: it is not the Pricebell that this program belongs to.');
}
