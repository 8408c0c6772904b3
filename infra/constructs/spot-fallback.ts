import { Duration } from 'aws-cdk-lib';
import type { FargateService, ICluster } from 'aws-cdk-lib/aws-ecs';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Choice,
  Condition,
  DefinitionBody,
  type IChainable,
  StateMachine,
  Succeed,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';

/** The names of ECS's events of a service that decide. ECS repeats both for as long as they are true. */
const CAN_NOT_PLACE = 'SERVICE_TASK_PLACEMENT_FAILURE';
const IS_STEADY = 'SERVICE_STEADY_STATE';
/** One watches: the lease makes further ones stand by. */
const RESERVE_TASKS = 1;
/** ECS answers again within a minute. What still fails is left to the next event. */
const RETRY = { interval: Duration.seconds(5), maxAttempts: 4, backoffRate: 2 };

export interface SpotFallbackProps {
  readonly cluster: ICluster;
  /** wants its tasks on Fargate Spot */
  readonly spot: FargateService;
  /** the same task on demand */
  readonly reserve: FargateService;
}

/**
 * Runs the reserve while ECS finds no Spot capacity:
 *
 * ```
 *            the service can't place a task
 *   off ─────────────────────────────────────▶ on
 *    ▲                                          │
 *    └── the service is steady, and its tasks ──┘
 *        still run when that is looked at
 * ```
 * ECS never stops to ask for Spot, so it finds out by itself when there is some. Each step sets a number, so events may repeat and
 * come late. The worst that overlapping runs can do is to leave the reserve as it should not be until the next event: on for six hours at
 * most, off for a minute or so. The first deploy makes the reserve with a task, as if there were no capacity. Two services may run at once, since the lease lets one task watch; so the way back has no gap.
 */
export class SpotFallback extends Construct {
  constructor(scope: Construct, id: string, props: SpotFallbackProps) {
    super(scope, id);
    const machine = new StateMachine(this, 'Switch', {
      comment: 'Runs the ingest task on demand while there is no Spot capacity',
      definitionBody: DefinitionBody.fromChainable(this.#definition(props)),
      timeout: Duration.minutes(5),
    });
    // an event that comes before the role has its right is lost
    const role = new Role(this, 'EventsRole', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    const rule = new Rule(this, 'Events', {
      description: 'Spot capacity is lacking, or is there again',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Service Action'],
        resources: [props.spot.serviceArn],
        detail: { eventName: [CAN_NOT_PLACE, IS_STEADY] },
      },
      targets: [new SfnStateMachine(machine, { role })],
    });
    rule.node.addDependency(role);
  }

  #definition(props: SpotFallbackProps): IChainable {
    const doTasksRun = new Choice(this, 'DoTasksRun')
      .when(
        Condition.numberGreaterThanEqualsJsonPath('$.Services[0].RunningCount', '$.Services[0].DesiredCount'),
        this.#setReserve('StopReserve', 0, props),
      )
      .otherwise(new Succeed(this, 'LeaveReserve'));
    return new Choice(this, 'WhichEvent')
      .when(
        Condition.stringEquals('$.detail.eventName', CAN_NOT_PLACE),
        this.#setReserve('StartReserve', RESERVE_TASKS, props),
      )
      .otherwise(this.#readService(props).next(doTasksRun));
  }

  /** Only the number changes, so ECS asks for no right to pass the task's roles on. */
  #setReserve(id: string, tasks: number, { cluster, reserve }: SpotFallbackProps): TaskStateBase {
    const task = new CallAwsService(this, id, {
      service: 'ecs',
      action: 'updateService',
      parameters: { Cluster: cluster.clusterArn, Service: reserve.serviceArn, DesiredCount: tasks },
      iamResources: [reserve.serviceArn],
      iamAction: 'ecs:UpdateService',
    });
    return task.addRetry(RETRY);
  }

  /** A steady state that came late says nothing about now. */
  #readService({ cluster, spot }: SpotFallbackProps): TaskStateBase {
    const task = new CallAwsService(this, 'ReadService', {
      service: 'ecs',
      action: 'describeServices',
      parameters: { Cluster: cluster.clusterArn, Services: [spot.serviceArn] },
      iamResources: [spot.serviceArn],
      iamAction: 'ecs:DescribeServices',
    });
    return task.addRetry(RETRY);
  }
}
