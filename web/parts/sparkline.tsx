import { sparkPoints } from './spark-points.ts';

const SPARK_WIDTH = 96;
const SPARK_HEIGHT = 24;

/** The closes of the last hours as a line; broken where they are not known. Decoration: the change beside it says the same. */
export function Sparkline({ closes }: { closes: readonly (string | null)[] }) {
  const lines = sparkPoints(closes, { width: SPARK_WIDTH, height: SPARK_HEIGHT });
  const known = closes.filter((close) => close !== null);
  const rose = Number(known.at(-1)) >= Number(known[0]);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      data-rose={known.length === 0 ? undefined : rose}
      aria-hidden="true"
    >
      {lines.map((points) => (
        <polyline key={points} points={points} />
      ))}
    </svg>
  );
}
