import { Aws, Duration, Fn } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolClient,
  CfnUserPoolGroup,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { SIGNED_IN_PATH } from '../../contract/page-config.ts';
import { SIGN_IN_SCOPES, TERMINAL_REDIRECTS } from '../../contract/sign-in-view.ts';
import { ADMIN_GROUP } from '../../domain/people/admin-group.ts';
import { type Config, keptInProduction } from '../config.ts';

/** Who may sign in: anyone with an e-mail address that they have confirmed. */
export class PeoplePool extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  /** of its sign-in pages and of the endpoint that gives tokens */
  readonly signInOrigin: string;
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
    const domainPrefix = Fn.join('', ['pricebell-', Fn.select(2, Fn.split('/', Aws.STACK_ID))]);
    this.signInOrigin = Fn.join('', ['https://', domainPrefix, `.auth.${config.region}.amazoncognito.com`]);
    if (!config.emulator) this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
    new CfnUserPoolGroup(this, 'Admins', {
      userPoolId: this.pool.userPoolId,
      groupName: ADMIN_GROUP,
      description: 'May stop following a coin',
    });
  }

  /** Lets people sign in on the page at these origins, with the same client as in a terminal: the API takes its tokens. */
  admitPage(origins: readonly string[]): void {
    const { defaultChild } = this.client.node;
    if (!(defaultChild instanceof CfnUserPoolClient)) throw new Error('the user pool client has no resource');
    defaultChild.callbackUrLs = [...TERMINAL_REDIRECTS, ...origins.map((origin) => `${origin}${SIGNED_IN_PATH}`)];
    defaultChild.logoutUrLs = origins.map((origin) => `${origin}/`);
  }

  /** The `iss` of its tokens. The emulator (MiniStack) has no ProviderURL; the address built from the name is the same on AWS. */
  get issuer(): string {
    return this.#emulator ? `https://${this.pool.userPoolProviderName}` : this.pool.userPoolProviderUrl;
  }
}
