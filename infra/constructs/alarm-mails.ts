import { ArnFormat, AspectPriority, Aspects, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Mails every alarm of the stack, whichever construct owns it, to the owner. */
export class AlarmMails extends Construct {
  constructor(scope: Construct, id: string, ownerAddress: string) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { displayName: 'Pricebell alarms', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(ownerAddress));
    topic.addToResourcePolicy(alarmsMayPublish(Stack.of(this), topic));
    const action = new SnsAction(topic);
    const visit = (node: object) => {
      if (node instanceof Alarm) node.addAlarmAction(action);
    };
    Aspects.of(Stack.of(this)).add({ visit }, { priority: AspectPriority.MUTATING });
  }
}

/** A policy of one's own replaces the one that SNS gives a topic, by which the alarms of the account might publish. */
function alarmsMayPublish(stack: Stack, topic: Topic): PolicyStatement {
  const alarms = stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarms } },
  });
}
