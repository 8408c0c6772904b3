import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { waitUntil } from '../../local/wait-until.ts';
import { awsClient, type Emulator } from './emulator.ts';
import { readInbox } from './inbox.ts';

const MAIL_WITHIN_MS = 10_000;

/** Signs up, reads the code from the mail, confirms the address, signs in, and returns the ID token. */
export async function signUp(emulator: Emulator, ClientId: string, email: string): Promise<string> {
  const cognito = awsClient(CognitoIdentityProviderClient, emulator);
  const password = { Username: email, Password: `${crypto.randomUUID()}Aa1!` };
  await cognito.send(new SignUpCommand({ ClientId, ...password, UserAttributes: [{ Name: 'email', Value: email }] }));
  const code = await waitUntil(`a code for ${email}`, MAIL_WITHIN_MS, async () => {
    const mails = await readInbox(emulator);
    return mails.filter(({ to }) => to === email).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? [])[0];
  });
  await cognito.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code }));
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: password.Username, PASSWORD: password.Password },
    }),
  );
  if (!AuthenticationResult?.IdToken) throw new Error(`${email} signed in and was given no ID token`);
  return AuthenticationResult.IdToken;
}
