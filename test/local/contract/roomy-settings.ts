/** So that a test of every operation meets the operations more often than the limits. One set for all such tests: the template is synthesised once. */
export const ROOMY_SETTINGS = {
  writesPerMinute: '10000',
  previewMsPerMinute: '600000',
  openRequestsPerSecond: '1000',
  candlesPerSecond: '1000',
  documentsPerSecond: '1000',
  previewsPerSecond: '100',
  webhookTestsPerSecond: '100',
} as const;
