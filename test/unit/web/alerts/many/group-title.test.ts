import { expect, it } from 'vitest';
import { countOf } from '../../../../../web/alerts/many/count-of.ts';
import { groupCoins, groupSentence } from '../../../../../web/alerts/many/group-title.ts';

it('a group says what it asks of each coin, as it was asked for', () => {
  const condition = { metric: 'price', op: 'crosses-above', level: '+5%' } as const;
  expect(groupSentence({ condition, all: null })).toBe('price crosses above +5%');
  const range = { metric: 'change-24h', op: 'leaves', from: '-5', to: '5' } as const;
  expect(groupSentence({ condition: null, all: [condition, range] })).toBe(
    'price crosses above +5% and change-24h leaves -5 to 5 %',
  );
});

it('a group names what it measures as its members do', () => {
  const condition = { metric: 'below-high-24h', op: 'crosses-below', level: '0' } as const;
  expect(groupSentence({ condition, all: null })).toBe('price crosses above its 24-hour high');
});

it('a group says how many coins it is about', () => {
  expect(groupCoins({ coins: 'followed' })).toBe('every followed coin');
  expect(groupCoins({ coins: ['BTCUSDT'] })).toBe('1 coin');
  expect(groupCoins({ coins: ['BTCUSDT', 'ETHUSDT'] })).toBe('2 coins');
});

it('alerts and groups are counted apart', () => {
  const [alert, group] = [{ kind: 'alert' }, { kind: 'group' }] as const;
  expect(countOf([alert])).toBe('1 alert');
  expect(countOf([alert, alert, group])).toBe('2 alerts and 1 group');
  expect(countOf([group, group])).toBe('2 groups');
});
