declare module 'virtual:runbook-alarms' {
  /** made by web/build/runbook-alarms.ts */
  export const ALARMS: readonly { readonly name: string; readonly means: string; readonly remedy: string }[];
}
