import type { Section } from './report.ts';
import type { Tape } from './tape.ts';

export interface BenchContext {
  readonly tape: Tape;
  readonly quick: boolean;
  readonly progress: (text: string) => void;
}

/** One part of the benchmark: `--only <name>` runs it alone. */
export interface Part {
  readonly name: string;
  readonly about: string;
  /** yields each section as soon as it is measured */
  run(context: BenchContext): AsyncGenerator<Section>;
}
