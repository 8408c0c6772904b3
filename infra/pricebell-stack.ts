import { type App, type CfnElement, CfnOutput, DefaultStackSynthesizer, Duration, Fn, Stack } from 'aws-cdk-lib';
import { reservedFor } from './concurrency.ts';
import type { Config } from './config.ts';
import { AlarmMails } from './constructs/alarms/alarm-mails.ts';
import { addFunctionAlarms } from './constructs/alarms/function-alarms.ts';
import { addJudgingAlarms } from './constructs/alarms/judging-alarms.ts';
import { addApiFunctions } from './constructs/api-functions.ts';
import { addCanary } from './constructs/canary.ts';
import { Database } from './constructs/database.ts';
import { addDelivery } from './constructs/delivery.ts';
import { HttpApi } from './constructs/http-api.ts';
import { IngestService } from './constructs/ingest-service.ts';
import { LambdaFunction } from './constructs/lambda-function.ts';
import { LiveSocket } from './constructs/live-socket.ts';
import { MailSender } from './constructs/mail-sender.ts';
import { Network } from './constructs/network.ts';
import { addDashboard } from './constructs/observing/dashboard.ts';
import { SavedQueries } from './constructs/observing/saved-queries.ts';
import { addOwnerBudget } from './constructs/owner-budget.ts';
import { PeoplePool } from './constructs/people-pool.ts';
import { QuarantineQueue } from './constructs/quarantine-queue.ts';
import { TickStream } from './constructs/tick-stream.ts';
import { WebSite } from './constructs/web/web-site.ts';

export interface PricebellStackProps {
  /** The built page. Without it there is no site: `npm start` serves the page itself. */
  readonly pageFolder?: string | undefined;
}

/** The whole system, in the order of a trade's way through it. */
export class PricebellStack extends Stack {
  constructor(scope: App, id: string, config: Config, { pageFolder }: PricebellStackProps = {}) {
    super(scope, id, {
      description: 'Pricebell: crypto price alerts that see every trade',
      // No account: the template is the same on every machine, and synth makes no call to AWS.
      env: { region: config.region },
      tags: { project: 'pricebell', stage: config.stage },
      // `cdk deploy` checks the bootstrap version itself; without the rule the template has no parameter
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });

    const database = new Database(this, 'Database', config);
    const ticks = new TickStream(this, 'Ticks', config);
    const quarantine = new QuarantineQueue(this, 'SetAside');
    const people = new PeoplePool(this, 'People', config);
    const mail = new MailSender(this, 'Mail', config);

    new IngestService(this, 'Ingest', { config, database, ticks, network: new Network(this, 'Network') });

    const evaluateTicks = new LambdaFunction(this, 'EvaluateTicks', {
      entry: 'functions/evaluate-ticks/handler.ts',
      timeout: Duration.seconds(60),
      reservedConcurrentExecutions: reservedFor('EvaluateTicks', config),
      environment: {
        ALERTS_TABLE: database.alerts.tableName,
        MARKET_TABLE: database.market.tableName,
        SET_ASIDE_QUEUE_URL: quarantine.queue.queueUrl,
      },
    });
    ticks.feed(evaluateTicks);
    addJudgingAlarms(this, config, evaluateTicks);
    database.grantJudge(evaluateTicks);
    quarantine.grantSend(evaluateTicks);

    const handlers = addApiFunctions(this, { config, database, people, mail });
    const httpApi = new HttpApi(this, 'Http', { config, handlers, people });
    const live = new LiveSocket(this, 'Live', { config, database, people, ticks });
    // the emulator has no CloudFront
    const site =
      pageFolder && !config.emulator && new WebSite(this, 'Site', { config, people, httpApi, live, pageFolder });

    addFunctionAlarms(this, config);
    if (config.ownerAddress) new AlarmMails(this, 'AlarmMails', config.ownerAddress);
    addOwnerBudget(this, config);

    addDelivery(this, {
      config,
      database,
      quarantine,
      mail,
      live,
      publicUrl: site ? site.origin : httpApi.origin,
      operator: handlers.operator,
    });
    addCanary(this, { config, database });

    new SavedQueries(this, 'SavedQueries', config);
    addDashboard(this, config);

    this.#print({
      ...(site && { PageUrl: Fn.join('', [site.origin, '/']) }),
      ApiUrl: httpApi.url,
      UserPoolId: people.pool.userPoolId,
      UserPoolClientId: people.client.userPoolClientId,
      Issuer: people.issuer,
      TicksStreamName: ticks.stream.streamName,
      CoinsTableName: database.coins.tableName,
      MarketTableName: database.market.tableName,
      AlertsTableName: database.alerts.tableName,
      TriggersTableName: database.triggers.tableName,
      PeopleTableName: database.people.tableName,
      CandlesTableName: database.candles.tableName,
      ConnectionsTableName: database.connections.tableName,
      ...mail.dnsRecords,
    });
  }

  /** Logical ids without CDK's hash, as people read them. CDK refuses two equal ones. */
  protected override allocateLogicalId(element: CfnElement): string {
    const names = element.node.path.split('/').slice(1);
    return names
      .filter((name) => name !== 'Resource' && name !== 'Default')
      .join('')
      .replace(/[^A-Za-z0-9]/g, '');
  }

  #print(outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
