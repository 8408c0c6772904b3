import { NodeHttpHandler } from '@smithy/node-http-handler';

/** An emulator of AWS that answers. Plain data: the tests run in a process of their own. */
export interface Emulator {
  /** such as `MiniStack 1.5.33` */
  readonly name: string;
  /** without a slash at the end */
  readonly url: string;
  /** absolute path of the certificate that is to be trusted; null where it speaks plain HTTP or has a known one */
  readonly certificate: string | null;
  /** whether it refuses what a role is not granted */
  readonly checksPermissions: boolean;
  /** whether it goes on after the run, with what the run leaves behind */
  readonly keepsState: boolean;
  /** absolute: logs and files of this run */
  readonly folder: string;
}

export const REGION = 'eu-west-1';
export const ACCOUNT_ID = '000000000000';

/** The credentials of an account's own user, as the SDK and the CDK CLI read them. */
export interface Credentials {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN?: string;
}

/** MiniStack's and LocalStack's own root user. Real AWS refuses it. */
export const ROOT: Credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** What a process needs to take the emulator for AWS. Nothing of this machine's own account gets into it. */
export function awsEnvironment({ url, certificate }: Emulator, credentials: Credentials): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    ...credentials,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    // the CDK CLI reads the first, everything else on Node the second
    ...(certificate && { AWS_CA_BUNDLE: certificate, NODE_EXTRA_CA_CERTS: certificate }),
  };
}

/** An SDK client at the emulator, for the account's root unless other credentials are given. */
export function awsClient<T>(
  Client: new (configuration: ClientConfiguration) => T,
  { url }: Pick<Emulator, 'url'>,
  credentials: Credentials = ROOT,
): T {
  return new Client({
    endpoint: url,
    region: REGION,
    credentials: {
      accessKeyId: credentials.AWS_ACCESS_KEY_ID,
      secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
      ...(credentials.AWS_SESSION_TOKEN && { sessionToken: credentials.AWS_SESSION_TOKEN }),
    },
    forcePathStyle: true,
    requestHandler: new NodeHttpHandler(),
  });
}

interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** S3's alone: buckets are paths, as no name server knows their hosts */
  readonly forcePathStyle: boolean;
  readonly requestHandler: NodeHttpHandler;
}
