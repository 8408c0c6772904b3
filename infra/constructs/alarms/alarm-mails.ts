import { ArnFormat, AspectPriority, Aspects, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Mails the owner when an alarm of the stack goes off, whichever construct made it, and when it ends. */
export class AlarmMails extends Construct {
  constructor(scope: Construct, id: string, ownerAddress: string) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { displayName: 'Pricebell alarms', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(ownerAddress));
    topic.addToResourcePolicy(alarmsMayPublish(Stack.of(this), topic));
    const action = new SnsAction(topic);
    const visit = (node: object) => {
      if (!(node instanceof Alarm)) return;
      node.addAlarmAction(action);
      node.addOkAction(action);
    };
    Aspects.of(Stack.of(this)).add({ visit }, { priority: AspectPriority.MUTATING });
  }
}

/** A topic with a policy of its own loses SNS's default policy, which lets the account's alarms publish: allow it again. */
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
