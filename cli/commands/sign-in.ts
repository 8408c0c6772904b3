import { text } from 'node:stream/consumers';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { meSchema, parseAnswer } from '../api/answers.ts';
import type { Cli } from '../session/cli.ts';
import { revokeSession, signInSchema } from '../session/issuer.ts';
import { endOf } from '../session/read-token.ts';
import type { Session } from '../session/session-file.ts';
import { signInWithBrowser } from '../session/sign-in-with-browser.ts';
import { signInWithDevice } from '../session/sign-in-with-device.ts';
import { formatFields } from '../terminal/table.ts';

interface LoginOptions {
  readonly device?: true | undefined;
  readonly token?: string | undefined;
}

/** `pricebell login`, `logout` and `whoami` */
export function addSignInCommands(program: CommandUnknownOpts, cli: Cli): void {
  program
    .command('login')
    .description('signs you in, and sends later commands to this API')
    .option('--device', 'with a code that you enter in a browser on any machine')
    .option('--token <token>', 'with an ID token that you have; - reads it from the input')
    .addHelpText(
      'after',
      '\nExamples:\n  pricebell login --url https://example.org\n  pricebell login --token - < token.txt',
    )
    .action(async (options) => {
      const session = await signIn(cli, options);
      cli.sessions.save(cli.origin, session);
      await showMe(cli);
    });
  program
    .command('logout')
    .description('forgets your sign-in, here and at the issuer')
    .action(async () => {
      const session = cli.sessions.session(cli.origin);
      if (!session) return cli.show({ signedOut: false }, () => [`Nobody is signed in at ${cli.origin}.`]);
      cli.sessions.remove(cli.origin);
      await revokeSession(session);
      cli.show({ signedOut: true }, () => [`Signed out at ${cli.origin}.`]);
    });
  program
    .command('whoami')
    .description('who you are to the API, and how much you use')
    .action(() => showMe(cli));
}

async function signIn(cli: Cli, { device, token }: LoginOptions): Promise<Session> {
  if (token !== undefined) {
    const idToken = (token === '-' ? await text(cli.terminal.stdin) : token).trim();
    endOf(idToken);
    return { idToken, renewal: null };
  }
  const found = parseAnswer(signInSchema, (await cli.connect().call('GET /api/sign-in')).body);
  return device ? signInWithDevice(found, cli.terminal) : signInWithBrowser(found, cli.terminal);
}

async function showMe(cli: Cli): Promise<void> {
  const { body } = await cli.connect().call('GET /api/me');
  cli.show(body, () => {
    const { email, admin, timeZone, limits } = parseAnswer(meSchema, body);
    const use = ({ used, most }: { used: number; most: number }) => `${used} of ${most}`;
    return formatFields(
      [
        ['you', admin ? `${email} (admin)` : email],
        ['at', cli.origin],
        ['time zone', timeZone],
        ['alerts', use(limits.alerts)],
        ['coins brought in', use(limits.coins)],
        ['webhooks', use(limits.webhooks)],
      ],
      cli.terminal,
    );
  });
}
