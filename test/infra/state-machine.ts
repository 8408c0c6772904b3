import { render } from './render.ts';

/** A call of AWS that a state makes, `ecs:updateService`; returns the answer. */
export type CallAws = (action: string, parameters: unknown) => unknown;

interface Choice {
  readonly Variable: string;
  readonly Next: string;
  readonly StringEquals?: string;
  readonly NumericGreaterThanEqualsPath?: string;
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Choices?: readonly Choice[];
  readonly Default?: string;
  readonly Resource?: string;
  readonly Parameters?: unknown;
}

/** @throws Error at a state, a comparison or a task of another kind */
export function runStateMachine(definition: unknown, input: unknown, call: CallAws): void {
  const { StartAt, States }: { StartAt: string; States: Record<string, State> } = JSON.parse(render(definition));
  let value = input;
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    const state: State | undefined = States[name];
    if (state?.Type === 'Choice') name = choose(state, value);
    else if (state?.Type === 'Task') {
      const [, action = ''] = /^arn:.*:states:::aws-sdk:(.*)$/.exec(state.Resource ?? '') ?? [];
      value = call(action, state.Parameters);
      name = state.Next;
    } else if (state?.Type === 'Succeed') name = undefined;
    else throw new Error(`${name}: is of the type ${state?.Type}, which is not read here`);
  }
}

function choose({ Choices = [], Default }: State, value: unknown): string | undefined {
  const chosen = Choices.find(({ Variable, StringEquals, NumericGreaterThanEqualsPath }) => {
    const found = at(value, Variable);
    if (StringEquals !== undefined) return found === StringEquals;
    if (NumericGreaterThanEqualsPath === undefined) throw new Error(`${Variable}: is compared in a way not read here`);
    return Number(found) >= Number(at(value, NumericGreaterThanEqualsPath));
  });
  return chosen?.Next ?? Default;
}

/** `path`: `$.a.b[0].c` @throws Error when there is nothing, as Step Functions does */
function at(value: unknown, path: string): unknown {
  let found: unknown = value;
  for (const [, key = ''] of path.matchAll(/[.[](\w+)/g)) {
    if (typeof found !== 'object' || found === null || !(key in found)) throw new Error(`${path}: is not there`);
    found = Reflect.get(found, key);
  }
  return found;
}
