import { SESServiceException } from '@aws-sdk/client-ses';
import { type Call, type CallFault, InjectedFaultError, type Outage, SENDER } from './fault.ts';
import type { Invocation, SimulatedTime } from './simulated-time.ts';

/** More than the SDK's time limit for a table; with a mail still within it. */
const SLOW_MS = 7_000;
const LATENCY_MS = 25;

export interface CallPlan {
  readonly faultOf: (call: Call) => CallFault | null;
  readonly outages: readonly Outage[];
}

export interface CallOptions extends CallPlan {
  readonly time: SimulatedTime;
  readonly random: () => number;
}

/** Passes the calls of functions to the engines, with latency and with faults. */
export class EngineCalls {
  readonly #options: CallOptions;
  readonly #invocations = new Map<string, number[]>();
  /** how often each fault happened */
  readonly tally = new Map<string, number>();
  readonly made: Call[] = [];

  constructor(options: CallOptions) {
    this.#options = options;
  }

  /** The same client, with its calls passed through here. */
  client<Client extends { send(...args: never[]): unknown }>(engine: Call['engine'], client: Client): Client {
    return new Proxy(client, {
      get: (target, key) => {
        if (key !== 'send') return Reflect.get(target, key);
        return (command: { readonly input: object }) =>
          this.call(engine, command, () => Reflect.apply(target.send, target, [command]));
      },
    });
  }

  /** `act` makes the call. Outside any function it is made directly. */
  async call<Answer>(
    engine: Call['engine'],
    command: { readonly input: object },
    act: () => Promise<Answer>,
  ): Promise<Answer> {
    const { time } = this.#options;
    const invocation = time.present;
    if (!invocation) return act();
    const call = this.#describe(engine, command, invocation);
    this.made.push(call);
    const outage = this.#outageOf(call);
    if (outage) return this.#refuse(outage, invocation, act);
    const fault = this.#options.faultOf(call);
    if (fault === null) {
      const answer = await time.wait(this.#latency(), act);
      return time.wait(this.#latency(), async () => answer);
    }
    this.#count(`${engine} ${fault}`);
    return this.#spoil(fault, { call, invocation, act });
  }

  #describe(engine: Call['engine'], command: { readonly input: object }, invocation: Invocation): Call {
    const seen = this.#invocations.get(invocation.of) ?? [];
    if (!seen.includes(invocation.id)) seen.push(invocation.id);
    this.#invocations.set(invocation.of, seen);
    const place = invocation.calls;
    invocation.calls += 1;
    const at = this.#options.time.now;
    const text = engine === 'mail' ? '' : JSON.stringify(command.input);
    const about = { command: command.constructor.name, text };
    return { by: invocation.of, engine, ...about, invocation: seen.indexOf(invocation.id), place, at };
  }

  #outageOf({ engine }: Call): Outage | undefined {
    const { outages, time } = this.#options;
    return outages.find((it) => it.engine === engine && time.now >= it.from && time.now < it.to);
  }

  #refuse<Answer>(outage: Outage, invocation: Invocation, act: () => Promise<Answer>): Promise<Answer> {
    this.#count(`${outage.engine} ${outage.says ?? 'down'}`);
    const fault = refusalOf(outage);
    return this.#options.time.wait(this.#latency(), async () => {
      if (outage.says === 'broken') await act();
      invocation.failures.push(this.#options.time.now);
      throw fault;
    });
  }

  async #spoil<Answer>(
    fault: CallFault,
    { call, invocation, act }: { call: Call; invocation: Invocation; act: () => Promise<Answer> },
  ): Promise<Answer> {
    const { time } = this.#options;
    const fail = (error: Error): never => {
      invocation.failures.push(time.now);
      throw error;
    };
    return time
      .wait(this.#latency(), async () => {
        switch (fault) {
          case 'unmade':
            return fail(notConnected());
          case 'unanswered':
            await quietly(act);
            return fail(new InjectedFaultError('the answer was lost'));
          case 'killed-before':
            time.kill(invocation);
            return fail(new InjectedFaultError('killed'));
          case 'killed-after':
            await quietly(act);
            time.kill(invocation);
            return fail(new InjectedFaultError('killed'));
          case 'doubled':
            if (call.engine === 'table') await quietly(act);
            return act();
          case 'slow':
          case 'late':
            return act();
        }
      })
      .then((answer) => (fault === 'slow' ? time.wait(SLOW_MS, async () => answer) : answer));
  }

  #latency(): number {
    return 1 + this.#options.random() * LATENCY_MS;
  }

  #count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }
}

async function quietly(act: () => Promise<unknown>): Promise<void> {
  await act().catch(() => {});
}

/** The error that Node throws. */
function notConnected(): Error {
  return Object.assign(new InjectedFaultError('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
}

/** As SES v1 answers while nobody has followed the link that it sent to our sender. */
function notVerified(): Error {
  const message = `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${SENDER}`;
  return new SESServiceException({
    name: 'MessageRejected',
    $fault: 'client',
    message,
    $metadata: { httpStatusCode: 400 },
  });
}

function refusalOf({ engine, says }: Outage): Error {
  if (says === 'broken') return new InjectedFaultError('socket hang up');
  if (engine !== 'mail' || says === 'unreachable' || says === undefined) return notConnected();
  if (says === 'unverified') return notVerified();
  const message = says === 'quota' ? 'Daily message quota exceeded.' : 'Maximum sending rate exceeded.';
  return new SESServiceException({ name: 'Throttling', $fault: 'client', message, $metadata: { httpStatusCode: 400 } });
}
