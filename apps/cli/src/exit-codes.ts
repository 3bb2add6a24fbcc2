/** What `weft` exits with; scripts rely on these. */
export const exitCode = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  /** Done, but something is held or was rejected. */
  incomplete: 3,
  /** By Ctrl-C, as shells count it: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The code for one or more runs: 3 as soon as one of them held or rejected something. */
export function exitCodeOf(runs: readonly { held: number; rejected: number; status: string }[]): ExitCode {
  const incomplete = runs.some((run) => run.held > 0 || run.rejected > 0 || run.status === 'held');
  return incomplete ? exitCode.incomplete : exitCode.done;
}
