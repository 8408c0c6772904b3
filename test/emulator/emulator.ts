import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A running emulator of AWS. Plain data, because the tests run in another process. */
export interface Emulator {
  /** such as `MiniStack 1.5.33` */
  readonly name: string;
  /** without a slash at the end */
  readonly url: string;
  /** absolute path of the certificate to trust; null for plain HTTP or a public certificate */
  readonly certificate: string | null;
  /** whether it refuses calls that a role has no grant for */
  readonly checksPermissions: boolean;
  /** whether it keeps running after the run, with whatever the run leaves */
  readonly keepsState: boolean;
  /** absolute: logs and files of this run */
  readonly folder: string;
}

export const REGION = 'eu-west-1';
export const ACCOUNT_ID = '000000000000';

/** Credentials, as the SDK and the CDK CLI read them. */
export interface Credentials {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN?: string;
}

/** MiniStack's and LocalStack's own root user. Real AWS refuses it. */
export const ROOT: Credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** The environment that makes a process use the emulator as AWS, with nothing of this machine's own account. */
export function awsEnvironment({ url, certificate }: Emulator, credentials: Credentials): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    ...credentials,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    // the CDK CLI reads the first one, other Node programs the second
    ...(certificate && { AWS_CA_BUNDLE: certificate, NODE_EXTRA_CA_CERTS: certificate }),
  };
}

/** An SDK client for the emulator, with the root user's credentials by default. */
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
  /** for S3: buckets in the path, because no name server knows their hosts */
  readonly forcePathStyle: boolean;
  readonly requestHandler: NodeHttpHandler;
}
