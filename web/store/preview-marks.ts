import { signal } from '@preact/signals';
import type { PreviewView } from '../../contract/preview-view.ts';
import type { Metric } from '../../domain/metrics/metric.ts';

/** What an alert that is being written would do: the chart of its coin shows it hollow. */
export interface PreviewMarks {
  readonly symbol: string;
  /** its levels as they are typed; empty while none can be read */
  readonly levels: readonly { readonly metric: Metric; readonly level: string }[];
  /** when it would have fired; empty until the preview is there */
  readonly fires: readonly Pick<PreviewView['triggers'][number], 'time' | 'price'>[];
}

/** The form sets it, and takes it away when it closes. */
export const previewMarks = signal<PreviewMarks | null>(null);
