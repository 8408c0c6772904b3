import type { EndpointsOf } from './endpoint.ts';
import { readOperator } from './endpoints/read-operator.ts';
import type { OperatorDeps } from './operator/operator-deps.ts';

/** The endpoint that the function for whoever looks after the system answers. */
export const OPERATOR_ENDPOINTS: EndpointsOf<'operator', OperatorDeps> = {
  'GET /api/operator': readOperator,
};
