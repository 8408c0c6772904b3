import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { ACKNOWLEDGEMENTS, acknowledgementsFor, addSecurityChecks } from '../../infra/security-checks.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const OWNER = { ...REAL_SENDER, ownerAddress: 'owner@pricebell.dev' };
const STAGES = [
  ['personal', OWNER],
  ['production', { ...OWNER, stage: 'production' }],
  [
    'production, with a sender domain',
    {
      stage: 'production',
      senderDomain: 'pricebell.dev',
      hostedZoneId: 'Z0123456789ABC',
      ownerAddress: OWNER.ownerAddress,
    },
  ],
  ['personal, elsewhere', { ...OWNER, region: 'ap-northeast-1' }],
  ['for the emulator', { ...OWNER, emulator: 'true' }],
] as const;

/** `rule path`, for each finding. */
function findingsIn({ stack }: ReturnType<typeof synthesise>): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => `${ruleName} ${constructPath.replace('Pricebell/', '')}`),
  );
}

describe.each(STAGES)('cdk-nag on a stack that is %s', (_stage, settings) => {
  it('finds nothing that is not acknowledged', () => {
    const synthesis = synthesise(settings);
    addSecurityChecks(synthesis.stack, synthesis.config);
    expect(findingsIn(synthesis)).toEqual([]);
  });

  it('finds everything that is acknowledged, so that no entry outlives its reason', () => {
    const synthesis = synthesise(settings);
    const findings = findingsIn(synthesis);
    const idle = acknowledgementsFor(synthesis.config).filter(
      ({ rule, path }) => !findings.some((finding) => finding.startsWith(`${rule} ${path}/`)),
    );
    expect(idle).toEqual([]);
  });
});

describe('an acknowledgement', () => {
  it('gives its reason in a sentence', () => {
    for (const { rule, reason } of ACKNOWLEDGEMENTS) expect(reason.split(' ').length, rule).toBeGreaterThan(5);
  });

  it('stops synth when its construct is gone', () => {
    const { stack, config } = synthesise(OWNER);
    expect(stack.node.tryRemoveChild('Http')).toBe(true);
    expect(() => addSecurityChecks(stack, config)).toThrow(/AwsSolutions-APIG4 is acknowledged for Http\/Api\/GET/);
  });
});
