/**
 * What a message waits for after it was tried. `done`: nothing is left to do for it. `no-turn`: the receiver gets no message now, this
 * one as little as any other. `againAt` (own clock, ms): it is tried then.
 */
export type CallOutcome = 'done' | 'no-turn' | { readonly againAt: number };
