import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compilePattern } from '../../local/mappings/filter-pattern.ts';
import { runStateMachine } from './state-machine.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const SERVICE = 'IngestServiceService';
const RESERVE = 'IngestReserveService';
const CAN_NOT_PLACE = 'SERVICE_TASK_PLACEMENT_FAILURE';
const STEADY = 'SERVICE_STEADY_STATE';

const { template } = synthesise();
const services = template.findResources('AWS::ECS::Service');

/** Capacity → number of tasks, of each service. */
function capacities(settings: Record<string, string>): unknown[] {
  const found = synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::ECS::Service');
  return Object.values(found).map(({ Properties }) => {
    return [Properties.CapacityProviderStrategy[0].CapacityProvider, Properties.DesiredCount];
  });
}

describe('the capacity of the ingest task', () => {
  const spot = [
    ['FARGATE_SPOT', 1],
    ['FARGATE', undefined],
  ];
  const onDemand = [['FARGATE', 1]];

  it.each([
    ['spot in a personal stack, with a reserve on demand', {}, spot],
    ['on demand in production', { stage: 'production' }, onDemand],
    ['spot in production when asked for', { stage: 'production', spot: 'true' }, spot],
    ['on demand in a personal stack when asked for', { spot: 'false' }, onDemand],
  ])('is %s', (_title, settings, expected) => {
    expect(capacities(settings)).toEqual(expected);
  });

  it('is allowed in its cluster before a service wants it, whatever the setting, so that a change of it replaces nothing', () => {
    for (const settings of [{ spot: 'true' }, { spot: 'false' }]) {
      const other = synthesise({ ...REAL_SENDER, ...settings }).template;
      other.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
        Cluster: { Ref: 'IngestCluster' },
        CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      });
      for (const { Properties, DependsOn } of Object.values(other.findResources('AWS::ECS::Service'))) {
        expect(DependsOn).toContain('IngestCapacity');
        expect(Properties).not.toHaveProperty('LaunchType');
      }
    }
  });

  it('is all that differs between the service and its reserve', () => {
    const differing = { CapacityProviderStrategy: null, DesiredCount: null };
    const [service, reserve] = [SERVICE, RESERVE].map((id) => ({ ...services[id]?.Properties, ...differing }));
    expect(reserve).toEqual(service);
  });

  it('stays on the reserve during a deploy: with a number, CloudFormation would set it with each new version of the task', () => {
    expect(services[SERVICE]?.Properties).toHaveProperty('DesiredCount', 1);
    expect(services[RESERVE]?.Properties).not.toHaveProperty('DesiredCount');
    const { template: onEmulator } = synthesise({ ...REAL_SENDER, emulator: 'true' });
    onEmulator.allResourcesProperties('AWS::ECS::Service', { DesiredCount: 0 });
  });
});

/** Of the shape in the ECS developer guide, "Amazon ECS service action events". */
function serviceEvent(eventName: string, service = SERVICE) {
  return {
    version: '0',
    id: 'ddca6449-b258-46c0-8653-e0e3a6d0468b',
    'detail-type': 'ECS Service Action',
    source: 'aws.ecs',
    account: '111122223333',
    time: '2019-11-19T19:55:38Z',
    region: 'eu-west-1',
    resources: [service],
    detail: {
      eventType: eventName === STEADY ? 'INFO' : 'ERROR',
      eventName,
      clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/IngestCluster',
      ...(eventName === CAN_NOT_PLACE && {
        capacityProviderArns: ['arn:aws:ecs:eu-west-1:111122223333:capacity-provider/FARGATE_SPOT'],
        reason: 'RESOURCE:FARGATE',
      }),
      createdAt: '2019-11-06T19:09:33.087Z',
    },
  };
}

describe('the events that switch the reserve', () => {
  const rules = Object.entries(template.findResources('AWS::Events::Rule'));
  const pattern = rules.find(([id]) => id === 'IngestFallbackEvents')?.[1].Properties.EventPattern;
  const matches = compilePattern(JSON.parse(JSON.stringify(pattern).replaceAll(/\{"Ref":("\w+")\}/g, '$1')));

  it('are those of the service: it can’t place a task, or it is steady', () => {
    expect([CAN_NOT_PLACE, STEADY].map((name) => matches(serviceEvent(name)))).toEqual([true, true]);
    expect(matches(serviceEvent('SERVICE_TASK_START_IMPAIRED'))).toBe(false);
  });

  it('are none of the reserve’s own', () => {
    expect([CAN_NOT_PLACE, STEADY].map((name) => matches(serviceEvent(name, RESERVE)))).toEqual([false, false]);
  });
});

const updateSchema = z.strictObject({
  Cluster: z.literal('IngestCluster'),
  Service: z.literal(RESERVE),
  DesiredCount: z.int(),
});
const readSchema = z.strictObject({ Cluster: z.literal('IngestCluster'), Services: z.tuple([z.literal(SERVICE)]) });

/** The two services in ECS, as far as the state machine sees and changes them. */
class TwoServices {
  running = 1;
  reserve = 0;

  deliver(eventName: string): void {
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    runStateMachine(machine?.Properties.DefinitionString, serviceEvent(eventName), (action, parameters) => {
      if (action === 'ecs:updateService') this.reserve = updateSchema.parse(parameters).DesiredCount;
      else if (action === 'ecs:describeServices') readSchema.parse(parameters);
      else throw new Error(`${action}: is not expected`);
      return { Services: [{ RunningCount: this.running, DesiredCount: 1 }] };
    });
  }
}

describe('the reserve', () => {
  it('runs from the moment at which the service can’t place its task until it is steady', () => {
    const ecs = new TwoServices();
    ecs.running = 0;
    ecs.deliver(CAN_NOT_PLACE);
    expect(ecs.reserve).toBe(1);
    ecs.running = 1;
    ecs.deliver(STEADY);
    expect(ecs.reserve).toBe(0);
  });

  it('starts while the task that AWS takes back still runs', () => {
    const ecs = new TwoServices();
    ecs.deliver(CAN_NOT_PLACE);
    expect(ecs.reserve).toBe(1);
  });

  it('stays at a steady state that comes late, when the task is gone again', () => {
    const ecs = new TwoServices();
    ecs.running = 0;
    ecs.deliver(CAN_NOT_PLACE);
    ecs.deliver(STEADY);
    expect(ecs.reserve).toBe(1);
  });

  it('is on exactly while there is no capacity, once the last event came, however often and late others did', () => {
    const steps = fc.array(
      fc.record({ hasCapacity: fc.boolean(), late: fc.array(fc.constantFrom(CAN_NOT_PLACE, STEADY)) }),
    );
    fc.assert(
      fc.property(steps, (history) => {
        const ecs = new TwoServices();
        for (const { hasCapacity, late } of history) {
          ecs.running = hasCapacity ? 1 : 0;
          const watched = ecs.running + ecs.reserve;
          for (const eventName of late) ecs.deliver(eventName);
          expect(ecs.running + ecs.reserve).toBeGreaterThanOrEqual(Math.min(watched, 1));
          ecs.deliver(hasCapacity ? STEADY : CAN_NOT_PLACE);
          expect(ecs.reserve).toBe(hasCapacity ? 0 : 1);
        }
      }),
    );
  });
});
