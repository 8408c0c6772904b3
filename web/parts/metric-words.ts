import { METRICS, type Metric, type MetricDefinition, metricNamed } from '../../domain/metrics/metric.ts';

export interface ChoiceGroup<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
}

/** One word of a metric that can be chosen by itself: what is measured, of how many candles, over which window. */
export interface MetricWord {
  /** what the field is called */
  readonly label: string;
  /** plain words around it */
  readonly before: string;
  readonly after: string;
  /** the value of each option is the metric that choosing it makes */
  readonly groups: readonly ChoiceGroup<Metric>[];
}

const ALL: readonly MetricDefinition[] = METRICS.map(metricNamed);

/** `distance from its average` · of `200` · `1d` candles: the words that name the metric. A word without a choice is left out. `among`: those that can be chosen. */
export function wordsOfMetric(metric: Metric, among: readonly MetricDefinition[] = ALL): readonly MetricWord[] {
  const chosen = metricNamed(metric);
  const ofWord = among.filter((it) => it.choice.word === chosen.choice.word);
  const kinds = ofKinds(chosen, among);
  const measured = { label: 'What is measured', before: '', after: '', groups: kinds };
  return [measured, ...lengthWord(chosen, ofWord), ...windowWord(chosen, ofWord)];
}

/** `Volume over 5m`, `Distance from its average of 200 1d candles`: the words as a title. */
export function titleOfMetric(metric: Metric): string {
  const { choice, ...definition } = metricNamed(metric);
  const length = choice.length === undefined ? [] : ['of', choice.length];
  const window =
    'window' in choice && 'window' in definition ? [choice.window.before, definition.window, choice.window.after] : [];
  const text = [choice.word, ...length, ...window].filter((word) => word !== '').join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function ofKinds(chosen: MetricDefinition, among: readonly MetricDefinition[]): ChoiceGroup<Metric>[] {
  const byGroup = Map.groupBy(among, ({ choice }) => choice.group);
  return [...byGroup].map(([label, members]) => ({
    label,
    options: [...Map.groupBy(members, ({ choice }) => choice.word)].map(([word, variants]) => ({
      value: nearestTo(chosen, variants).name,
      label: word,
    })),
  }));
}

function lengthWord(chosen: MetricDefinition, ofWord: readonly MetricDefinition[]): MetricWord[] {
  if (chosen.choice.length === undefined) return [];
  const options = [...Map.groupBy(ofWord, ({ choice }) => choice.length ?? '')].map(([label, variants]) => ({
    value: nearestTo(chosen, variants).name,
    label,
  }));
  return [{ label: 'Number of candles', before: 'of', after: '', groups: [{ label: 'Number of candles', options }] }];
}

function windowWord(chosen: MetricDefinition, ofWord: readonly MetricDefinition[]): MetricWord[] {
  if (chosen.moves === 'with-price') return [];
  const { label, before, after } = chosen.choice.window;
  const options = ofWord.flatMap((it) =>
    it.moves !== 'with-price' && it.choice.length === chosen.choice.length
      ? [{ value: it.name, label: it.window }]
      : [],
  );
  return [{ label, before, after, groups: [{ label, options }] }];
}

/** Of metrics that share a word the one that has most in common with what was chosen; else the usual one. */
function nearestTo(chosen: MetricDefinition, variants: readonly MetricDefinition[]): MetricDefinition {
  const [first = chosen] = variants;
  const score = (it: MetricDefinition) => {
    const sameLength = it.choice.length === chosen.choice.length ? 4 : 0;
    return sameLength + (windowOf(it) === windowOf(chosen) ? 2 : 0) + (isUsual(it) ? 1 : 0);
  };
  return variants.reduce((best, it) => (score(it) > score(best) ? it : best), first);
}

function windowOf(metric: MetricDefinition): string | null {
  return metric.moves === 'with-price' ? null : metric.window;
}

function isUsual(metric: MetricDefinition): boolean {
  return metric.moves !== 'with-price' && metric.window === metric.choice.window.usual;
}
