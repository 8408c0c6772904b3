import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../api/api-client.ts';
import { ProblemError } from '../api/call-errors.ts';
import { CliError } from '../terminal/exit-codes.ts';
import { externalIdOf, type Plan, type PresentAlert, type Step } from './plan-changes.ts';

/**
 * Does the steps one after the other. Each names the version that the plan has seen, so that nothing is overwritten that it has not.
 * The first step that is refused ends it; a new plan shows what is left.
 * @throws CliError naming the alert
 */
export async function applyPlan({ namespace, steps }: Plan, api: ApiClient, done: (step: Step) => void): Promise<void> {
  for (const step of steps) {
    try {
      await applyStep(step, namespace, api);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      const changed = error instanceof ProblemError && (error.status === 412 || error.status === 409);
      const why = changed ? `it was changed since the plan was made (${error.message})` : error.message;
      throw new CliError(`${step.key}: ${why}`, error.exitCode);
    }
    done(step);
  }
}

async function applyStep(step: Step, namespace: string, api: ApiClient): Promise<void> {
  if (step.kind === 'change') {
    const body = Object.fromEntries(step.changes.map(({ field, after }) => [field, after]));
    await api.call('PATCH /api/alerts/{id}', { ...theSame(step.alert), body: withoutOtherConditions(body) });
  }
  if (step.kind === 'delete' || step.kind === 'replace') await api.call('DELETE /api/alerts/{id}', theSame(step.alert));
  if (step.kind === 'create' || step.kind === 'replace') {
    const body = { ...step.wanted.body, externalId: externalIdOf(namespace, step.key) };
    await api.call('POST /api/alerts', { headers: { 'idempotency-key': randomUUID() }, body });
  }
}

function theSame({ id, version }: PresentAlert) {
  return { path: { id }, headers: { 'if-match': `"${version}"` } };
}

/** One condition takes the place of `all`, and the other way round: only what is wanted is named. */
function withoutOtherConditions(body: Record<string, unknown>): Record<string, unknown> {
  const { condition, all, ...rest } = body;
  return { ...rest, ...(condition ? { condition } : {}), ...(all ? { all } : {}) };
}
