import { describe, expect, it } from 'vitest';
import { readFlags, readPort } from '../../../local/start/flags.ts';

describe('the command line of npm start', () => {
  it('has a default for everything', () => {
    expect(readFlags([])).toEqual({ exchange: 'binance', feed: 'auto', seed: undefined, demo: true, help: false });
  });

  it('takes the feed, a seed and the demo off', () => {
    expect(readFlags(['--feed', 'simulator', '--seed', '7', '--no-demo'])).toMatchObject({
      feed: 'simulator',
      seed: 7,
      demo: false,
    });
    expect(readFlags(['--exchange', 'binance-us']).exchange).toBe('binance-us');
  });

  it.each([
    [['--feed', 'coinbase']],
    [['--exchange', 'coinbase']],
    [['--seed', 'x']],
    [['--unknown']],
    [['left over']],
  ])('refuses %j', (args) => {
    expect(() => readFlags(args)).toThrow();
  });

  it('lists the options after an unknown one', () => {
    expect(() => readFlags(['--fed', 'live'])).toThrow(/'--fed'.*; see npm start -- --help$/);
  });

  it('takes the port from PORT', () => {
    expect([readPort(undefined), readPort(''), readPort('80')]).toEqual([8787, 8787, 80]);
    expect(() => readPort('65536')).toThrow('PORT must be at most 65535');
    expect(() => readPort('http')).toThrow('PORT must be a whole number');
  });
});
