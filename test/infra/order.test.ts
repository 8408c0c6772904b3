import { describe, expect, it } from 'vitest';
import { Dependencies } from './dependencies.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const STAGES = [{ stage: 'personal' }, { stage: 'production' }];

/** What acts as soon as it is made, and until it is gone: it must find every permission of its role all that time. */
const ACTS_AT_ONCE = [
  'AWS::ECS::Service',
  'AWS::Events::Rule',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Scheduler::Schedule',
  'AWS::StepFunctions::StateMachine',
];

describe.each(STAGES)('the order of creation and removal ($stage)', (settings) => {
  const dependencies = new Dependencies(synthesise({ ...REAL_SENDER, ...settings }).template);
  const { resources } = dependencies;

  /** The resources of this type that name one of `ids`. */
  function naming(type: string, ids: ReadonlySet<string>): string[] {
    const names = dependencies.ofType(type).filter(([, { Properties }]) => {
      return dependencies.namedIn(Properties).some((id) => ids.has(id));
    });
    return names.map(([id]) => id);
  }

  const actors = ACTS_AT_ONCE.flatMap((type) => dependencies.ofType(type).map(([id]) => id));

  it.each(actors)('%s waits for the policies of the roles that it acts with', (id) => {
    const roles = [...dependencies.of(id)].filter((each) => resources[each]?.Type === 'AWS::IAM::Role');
    const policies = dependencies.ofType('AWS::IAM::Policy').filter(([, { Properties }]) => {
      return dependencies.namedIn(Properties.Roles).some((role) => roles.includes(role));
    });
    const missing = policies.map(([policy]) => policy).filter((policy) => !dependencies.of(id).has(policy));
    expect(missing).toEqual([]);
  });

  it('lets a service start when its tasks reach the internet, and cuts them off after they ended', () => {
    const services = dependencies.ofType('AWS::ECS::Service');
    expect(services.length).toBeGreaterThan(0);
    for (const [id, { Properties }] of services) {
      const subnets = new Set(
        dependencies.namedIn(Properties.NetworkConfiguration).filter((each) => {
          return resources[each]?.Type === 'AWS::EC2::Subnet';
        }),
      );
      const associations = naming('AWS::EC2::SubnetRouteTableAssociation', subnets);
      const tables = new Set(
        associations.flatMap((each) => dependencies.namedIn(resources[each]?.Properties.RouteTableId)),
      );
      const routes = naming('AWS::EC2::Route', tables);
      const gateways = new Set(routes.flatMap((each) => dependencies.namedIn(resources[each]?.Properties.GatewayId)));
      const attachments = naming('AWS::EC2::VPCGatewayAttachment', gateways);
      const ways = [subnets.size, associations.length, routes.length, attachments.length];
      expect(ways, id).toEqual([2, 2, 2, 1]);
      expect([...dependencies.of(id)]).toEqual(expect.arrayContaining([...associations, ...routes, ...attachments]));
    }
  });

  it('makes every log group before what writes to it', () => {
    const groups = dependencies.ofType('AWS::Logs::LogGroup').map(([id]) => id);
    const writers = ['AWS::Lambda::Function', 'AWS::ECS::TaskDefinition', 'AWS::ApiGatewayV2::Stage'];
    for (const id of writers.flatMap((type) => dependencies.ofType(type).map(([each]) => each))) {
      expect(
        groups.filter((group) => dependencies.of(id).has(group)),
        id,
      ).not.toEqual([]);
    }
  });
});
