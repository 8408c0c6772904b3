import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type * as z from 'zod';
import type * as answers from '../../../cli/api/answers.ts';
import type { AlertExport, ImportView } from '../../../contract/alert-export.ts';
import type { AlertView } from '../../../contract/alert-view.ts';
import type { CoinView } from '../../../contract/coin-view.ts';
import type { ExplainView } from '../../../contract/explain-view.ts';
import type { GroupSummary, GroupView } from '../../../contract/group-view.ts';
import type { ChangeView } from '../../../contract/history-view.ts';
import type { MeView } from '../../../contract/person-view.ts';
import type { PreviewView } from '../../../contract/preview-view.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { TriggerView } from '../../../contract/trigger-view.ts';
import type { CandleView } from '../../../domain/market/candle.ts';

type Read<Schema extends keyof typeof answers> = (typeof answers)[Schema] extends z.ZodType
  ? z.input<(typeof answers)[Schema]>
  : never;

it('what the commands read is what the contract says: each assignment is checked by tsc', () => {
  const ways = {
    alert: (view: AlertView): Read<'alertSchema'> => view,
    trigger: (view: TriggerView): Read<'triggerSchema'> => view,
    change: (view: ChangeView): Read<'changeSchema'> => view,
    explanation: (view: ExplainView): Read<'explanationSchema'> => view,
    group: (view: GroupView): Read<'groupSchema'> => view,
    groupSummary: (view: GroupSummary): Read<'groupSchema'> => view,
    import: (view: ImportView): Read<'importSchema'> => view,
    export: (view: AlertExport): Read<'exportSchema'> => ({ ...view }),
    coin: (view: CoinView): Read<'coinSchema'> => view,
    candle: (view: CandleView): Read<'candleSchema'> => view,
    preview: (view: PreviewView): Read<'previewSchema'> => view,
    me: (view: MeView): Read<'meSchema'> => view,
  };
  expect(Object.keys(ways)).toHaveLength(12);
});

it('every route that the commands can call is in openapi.json', () => {
  const document: { paths: Record<string, Record<string, unknown>> } = JSON.parse(
    readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'),
  );
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented).toEqual(expect.arrayContaining(Object.keys(ROUTES)));
});
