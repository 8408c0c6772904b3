import { Aws, Duration, Fn } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { SIGN_IN_SCOPES, TERMINAL_REDIRECTS } from '../../contract/sign-in-view.ts';
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
    // No client secret: a page and a terminal can't keep one. Whoever signs in at a terminal comes back to their own machine.
    this.client = this.pool.addClient('Client', {
      generateSecret: false,
      authFlows: { userSrp: true, userPassword: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: SIGN_IN_SCOPES.map((scope) => OAuthScope.custom(scope)),
        callbackUrls: TERMINAL_REDIRECTS,
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
    });
    // The sign-in page's address. A prefix is unique within a region: the stack's own id is, and no setting is needed.
    if (!config.emulator) {
      const stackId = Fn.select(2, Fn.split('/', Aws.STACK_ID));
      this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: Fn.join('', ['pricebell-', stackId]) } });
    }
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
