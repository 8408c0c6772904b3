import * as z from 'zod';

const severitySchema = z.enum(['info', 'low', 'moderate', 'high', 'critical']);

const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      // a text names another entry of the report, by which this package is affected
      via: z.array(
        z.union([
          z.string(),
          z.object({ url: z.string(), name: z.string(), title: z.string(), severity: severitySchema }),
        ]),
      ),
    }),
  ),
});

/** An advisory on a package that we install. */
export interface Advisory {
  /** `GHSA-…` */
  readonly id: string;
  readonly package: string;
  readonly severity: z.infer<typeof severitySchema>;
  readonly title: string;
}

/** `reachable`: whether input that we don't control gets to the faulty code; `decision`: what we do and why, empty until somebody decided. */
export const triageSchema = z.array(
  z.strictObject({
    id: z.string(),
    package: z.string(),
    severity: severitySchema,
    title: z.string(),
    reachable: z.enum(['yes', 'no', 'unknown']),
    decision: z.string(),
    date: z.iso.date(),
  }),
);
export type Triage = z.infer<typeof triageSchema>;

/** The advisories of `npm audit --json`, each once. @throws ZodError when the text is no report, as when the registry refused */
export function readAdvisories(report: unknown): Advisory[] {
  const found = new Map<string, Advisory>();
  for (const { via } of Object.values(reportSchema.parse(report).vulnerabilities)) {
    for (const each of via) {
      if (typeof each === 'string') continue;
      const id = each.url.slice(each.url.lastIndexOf('/') + 1);
      found.set(`${id} ${each.name}`, { id, package: each.name, severity: each.severity, title: each.title });
    }
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const isSame = (a: { id: string; package: string }) => (b: { id: string; package: string }) =>
  a.id === b.id && a.package === b.package;

/** The high and critical advisories on which nobody has decided: these fail the check. */
export function findUndecided(advisories: readonly Advisory[], triage: Triage): Advisory[] {
  return advisories.filter(({ severity, ...advisory }) => {
    const decided = triage.find(isSame(advisory))?.decision.trim();
    return (severity === 'high' || severity === 'critical') && !decided;
  });
}

/** The file as it should be: what was decided stays, new advisories wait for a decision, and what is no longer reported goes. */
export function updateTriage(advisories: readonly Advisory[], triage: Triage, today: string): Triage {
  return advisories.map((advisory) => ({
    ...(triage.find(isSame(advisory)) ?? { reachable: 'unknown', decision: '', date: today }),
    ...advisory,
  }));
}
