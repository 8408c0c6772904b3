import { Duration } from 'aws-cdk-lib';
import { AccountRecovery, CfnUserPoolGroup, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { type Config, keptInProduction } from '../config.ts';

/** Who may sign in: anyone with an e-mail address that they have confirmed. */
export class PeoplePool extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly #emulator: boolean;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    this.#emulator = config.emulator;
    this.pool = new UserPool(this, 'Pool', {
      ...keptInProduction(config),
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12 },
    });
    // No client secret: a page and a terminal can't keep one. No hosted sign-in page: it needs a site to return to.
    this.client = this.pool.addClient('Client', {
      generateSecret: false,
      authFlows: { userSrp: true, userPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
    });
    new CfnUserPoolGroup(this, 'Admins', {
      userPoolId: this.pool.userPoolId,
      groupName: 'admin',
      description: 'May stop following a coin',
    });
  }

  /** The `iss` of its tokens. The emulator (MiniStack) has no ProviderURL; the address built from the name is the same on AWS. */
  get issuer(): string {
    return this.#emulator ? `https://${this.pool.userPoolProviderName}` : this.pool.userPoolProviderUrl;
  }
}
