export const runStatuses = ['queued', 'running', 'succeeded', 'held', 'failed', 'reverted'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Which status may follow which. `running` may fall back to `queued`: its process died and it is tried again. */
export const runTransitions: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'failed'],
  running: ['succeeded', 'held', 'failed', 'queued'],
  held: ['succeeded'],
  succeeded: ['reverted'],
  failed: ['queued'],
  reverted: [],
};
