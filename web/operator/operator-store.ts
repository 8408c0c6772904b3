import { signal } from '@preact/signals';
import type { HealthView } from '../../contract/health-view.ts';
import type { OperatorView } from '../../contract/operator-view.ts';
import { callApi } from '../api/call-api.ts';
import { idle, track } from '../store/load-state.ts';

/** What the operator's view shows; null until it is read. */
export const operator = signal<(OperatorView & { readonly health: HealthView }) | null>(null);
export const operatorLoad = idle();

export const loadOperator = (): Promise<void> =>
  track(operatorLoad, async () => {
    const [health, rest] = await Promise.all([callApi('GET /api/health'), callApi('GET /api/operator')]);
    operator.value = { ...rest, health };
  });
