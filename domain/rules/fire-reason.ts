/** How a condition was met. `holds`: `above` or `below` is met. */
export const FIRE_REASONS = ['holds', 'crossed-up', 'crossed-down', 'entered', 'left'] as const;
export type FireReason = (typeof FIRE_REASONS)[number];
