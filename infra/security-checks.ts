import { type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SOCKET_ROUTES } from '../contract/live-frames.ts';
import { GATEWAY_ROUTES } from '../contract/routes.ts';
import { type Config, usesSpot } from './config.ts';

/** A finding of cdk-nag that we accept. */
export interface Acknowledgement {
  readonly rule: string;
  /** path of the construct below the stack; holds for everything inside it too */
  readonly path: string;
  readonly reason: string;
  /** the finding exists with these settings only */
  readonly when?: (config: Config) => boolean;
}

/** The emulator has no CloudFront. */
const hasSite = ({ emulator }: Config) => !emulator;

/** A finding that is not here stops synth. An entry without a finding fails a test. */
export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-DDB3',
    path: 'Database',
    reason: 'a personal stack is removed whole; in production every table can be set back to any second of 35 days',
    when: ({ stage }) => stage === 'personal',
  },
  {
    rule: 'AwsSolutions-SQS3',
    path: 'SetAside',
    reason: 'no function reads it: it holds the records that could not be read or judged',
  },
  {
    rule: 'AwsSolutions-COG1',
    path: 'People/Pool',
    reason: 'twelve characters of any kind: rules of composition make passwords worse (NIST SP 800-63B, 3.1.1.2)',
  },
  {
    rule: 'AwsSolutions-COG2',
    path: 'People/Pool',
    reason: 'behind a sign-in there are price alerts and one address, no money; the operator can switch MFA on',
  },
  {
    rule: 'AwsSolutions-COG8',
    path: 'People/Pool',
    reason: 'the plus plan costs 0.02 USD a person and month, for threat protection that a price alert does not need',
  },
  {
    rule: 'AwsSolutions-VPC7',
    path: 'Network/Vpc',
    reason: 'one task runs there and nothing can call it; a flow log would cost more than it is worth',
  },
  {
    rule: 'AwsSolutions-ECS2',
    path: 'Ingest/Task',
    reason: 'the variables are names of tables and public addresses; there is no secret among them',
  },
  {
    rule: 'AwsSolutions-ECS4',
    path: 'Ingest/Cluster',
    reason: 'the task makes its own metrics, nine, which is free; Container Insights would cost more than the task',
  },
  {
    rule: 'AwsSolutions-SF1',
    path: 'Ingest/Fallback/Switch',
    reason: 'Step Functions keeps the history of a standard execution for 90 days; it has three steps at most',
    when: usesSpot,
  },
  {
    rule: 'AwsSolutions-SF2',
    path: 'Ingest/Fallback/Switch',
    reason: 'each step is one call of AWS, whose time the history of the execution has; nothing else is traced either',
    when: usesSpot,
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    path: 'DispatchMessagesRole',
    reason: 'dynamodb:ListStreams takes no resource, and Lambda needs it when the mapping is made',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    path: 'NotifyOutagesRole',
    reason: 'dynamodb:ListStreams takes no resource, and Lambda needs it when the mapping is made',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    path: 'JoinGroupsRole',
    reason: 'dynamodb:ListStreams takes no resource, and Lambda needs it when the mapping is made',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:aws:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
    path: 'SendMailsRole',
    reason: 'in the SES sandbox the identity of the recipient is checked too; a condition narrows it to one sender',
  },
  {
    rule: 'AwsSolutions-APIG1',
    path: 'Live/Stage',
    reason: 'logs of a WebSocket API need a role in the settings of the whole account, which is not ours to write',
  },
  ...['LiveSocketRole', 'PushPricesRole', 'DispatchMessagesRole'].map((path) => ({
    rule: 'AwsSolutions-IAM5[Resource::arn:aws:execute-api:<AWS::Region>:<AWS::AccountId>:<LiveApi>/live/POST/@connections/*]',
    path,
    reason: 'a socket has its id when it opens: the functions post to any of this stage',
  })),
  ...SOCKET_ROUTES.map((route) => ({
    rule: 'AwsSolutions-APIG4',
    path: `Live/Api/${route}-Route`,
    reason:
      'market data is public; whoever wants more signs in by a message, since a browser can send no header; all throttled',
  })),
  {
    rule: 'AwsSolutions-S1',
    path: 'Site/Bucket',
    reason: 'it holds the files of the page, which anybody may read, and CloudFront alone can ask for them',
    when: hasSite,
  },
  {
    rule: 'AwsSolutions-CFR1',
    path: 'Site/Distribution',
    reason: 'prices and alerts are for people of every country, and the operator may restrict it',
    when: hasSite,
  },
  {
    rule: 'AwsSolutions-CFR2',
    path: 'Site/Distribution',
    reason:
      'a firewall costs 5 USD a month and more; the API checks every request, and each route has its own throttle',
    when: hasSite,
  },
  {
    rule: 'AwsSolutions-CFR3',
    path: 'Site/Distribution',
    reason:
      'the API logs its requests; who looks at the page is nobody’s business, and the files would have to be removed',
    when: hasSite,
  },
  {
    rule: 'AwsSolutions-CFR4',
    path: 'Site/Distribution',
    reason: 'the address of CloudFront’s own takes no minimum; with a domain of the operator’s it is TLS 1.2',
    when: (config) => hasSite(config) && config.webDomain === undefined,
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<SiteBucket.Arn>/*]',
    path: 'PublishPageRole',
    reason: 'the names of the page’s files change with their content, and nothing else is in the bucket',
    when: hasSite,
  },
  ...Object.entries(GATEWAY_ROUTES)
    .filter(([, { open }]) => open)
    .map(([route]) => ({
      rule: 'AwsSolutions-APIG4',
      path: `Http/Api/${route.replace(' ', '').replaceAll('/', '--')}`,
      reason:
        'market data and the description of the API are public, a link of a mail carries its own token, and what no route takes is refused, or answered with the methods that there are; all throttled',
    })),
];

/** The entries for these settings, with the region filled in. */
export function acknowledgementsFor(config: Config): readonly Acknowledgement[] {
  return ACKNOWLEDGEMENTS.filter(({ when }) => !when || when(config)).map((line) => ({
    ...line,
    rule: line.rule.replace('<AWS::Region>', config.region),
  }));
}

/**
 * Makes synth fail at a finding of cdk-nag that is not acknowledged. Not part of the stack, because loading the rules takes a second.
 * @throws Error that names an entry whose construct does not exist
 */
export function addSecurityChecks(stack: Stack, config: Config): void {
  for (const { rule, path, reason } of acknowledgementsFor(config)) {
    const construct = stack.node.findAll().find(({ node }) => node.path === `${stack.node.path}/${path}`);
    if (!construct)
      throw new Error(`infra/security-checks.ts: ${rule} is acknowledged for ${path}, which is not there`);
    Validations.of(construct).acknowledge({ id: rule, reason });
  }
  Validations.of(stack.node.root).addPlugins(new AwsSolutionsChecks());
}
