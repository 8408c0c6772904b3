import { describe, expect, it } from 'vitest';
import { findDynamoDbCommand, JavaMissingError, parseJavaMajor, type Run } from '../../../local/engines/java.ts';

const machine =
  (programs: Record<string, string>): Run =>
  async (command) => {
    const answer = programs[command];
    if (answer === undefined) throw new Error(`spawn ${command} ENOENT`);
    return answer;
  };

describe('the Java of this machine', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_442"', 8],
    ['nonsense', null],
  ])('%j is %j', (text, major) => {
    expect(parseJavaMajor(text)).toBe(major);
  });

  it('is used when it is new enough, the one of JAVA_HOME first', async () => {
    const { commandFor } = await findDynamoDbCommand(
      { JAVA_HOME: '/jdk' },
      machine({ '/jdk/bin/java': 'version "17.0.1"' }),
    );
    const { command, args } = commandFor('/data', 1234);
    expect(command).toBe('/jdk/bin/java');
    expect(args).toEqual(
      expect.arrayContaining(['-sharedDb', '-disableTelemetry', '-dbPath', '/data', '-port', '1234']),
    );
  });

  it.each([
    ['17.0.1', true],
    ['23', true],
    ['24.0.1', false],
    ['25', false],
  ])("of version %s can keep other machines out: %s; where it can't, the start says why", async (version, closed) => {
    const { commandFor, openBecause } = await findDynamoDbCommand({}, machine({ java: `version "${version}"` }));
    const { args } = commandFor('/data', 1234);
    expect(args.some((arg) => arg.startsWith('-Djava.security.policy=='))).toBe(closed);
    expect(openBecause === null).toBe(closed);
    if (!closed) expect(openBecause).toContain(`Java ${version.split('.')[0]} can't restrict it`);
  });

  it('is replaced by docker where there is none', async () => {
    const { commandFor, openBecause, sharesFiles } = await findDynamoDbCommand({}, machine({ docker: 'Server: ok' }));
    const { command, args } = commandFor('/data', 1234);
    expect([command, openBecause, sharesFiles]).toEqual(['docker', null, false]);
    expect(args).toEqual(expect.arrayContaining(['127.0.0.1:1234:8000', '/data:/data']));
  });

  it.each([
    [machine({}), 'there is none'],
    [machine({ java: 'version "11.0.2"' }), 'this is Java 11'],
  ])('stops the start with the line that installs it', async (run, words) => {
    const failure = await findDynamoDbCommand({}, run).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JavaMissingError);
    expect(String(failure)).toContain(words);
    expect(String(failure)).toContain('apt-get install -y openjdk-17-jre-headless');
    expect(String(failure)).toContain('brew install openjdk@17');
  });
});
