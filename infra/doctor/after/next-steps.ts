import type { Health } from './check-health.ts';

export interface StackFacts {
  readonly region: string;
  /** without a slash at the end */
  readonly apiUrl: string;
  /** of the stack, by name */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The commands from a fresh stack to its first alert, with this stack's names; empty when a coin is followed. */
export function nextSteps({ region, apiUrl, outputs }: StackFacts, health: Health | null): string {
  if (health === null || Object.keys(health.coins).length > 0) return '';
  const cognito = (command: string) =>
    `aws cognito-idp ${command} --region ${region} --client-id ${outputs.UserPoolClientId}`;
  const page = outputs.PageUrl
    ? `\nOpen ${outputs.PageUrl}: sign up, follow a coin and make the first alert there. Or by commands:\n`
    : '';
  return `${page}
Next, in this order:
1. Sign up. Cognito mails you a code.
   ${cognito('sign-up')} --username you@your-domain --password '<12 characters or more>'
2. Confirm your address with the code.
   ${cognito('confirm-sign-up')} --username you@your-domain --confirmation-code <code>
3. Sign in. The token is valid for an hour.
   TOKEN=$(${cognito('initiate-auth')} --auth-flow USER_PASSWORD_AUTH \\
     --auth-parameters USERNAME=you@your-domain,PASSWORD='…' --query AuthenticationResult.IdToken --output text)
4. Follow a coin.
   curl -X PUT ${apiUrl}/coins/BTCUSDT -H "authorization: Bearer $TOKEN"
5. Make the first alert.
   curl -X POST ${apiUrl}/alerts -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
     -d '{"symbol":"BTCUSDT","condition":{"metric":"price","op":"above","level":"1"}}'
   It fires with the next trade: its mail shows that the whole way works. Then run this again.
`;
}
