import { readConfig } from '@app/snapshot-core';

/** Whether unexpected errors are shown with the place they come from. */
export const showsDefects = (): boolean => ['debug', 'verbose'].includes(process.env.LOG_LEVEL ?? '');

/**
 * Environment of a process that this one starts: ours, changed by `changes` (undefined takes a variable away).
 * Its output goes through ours, so it is coloured when ours is.
 */
export function childEnvironment(changes: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const colours = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const environment = { ...process.env, ...colours, ...changes };
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}

/** Settings of the demo: WEFT_HOME is where its own home is made, and PORT counts only when it is set. */
export function readDemoConfig(): { home: string; host: string; port: number | undefined } {
  // The demo runs on the embedded server, whatever database the surroundings use.
  const { home, host, port } = readConfig({ ...process.env, DATABASE_URL: undefined });
  return { home, host, port: process.env.PORT ? port : undefined };
}

/** Whether the surroundings name a database of their own. */
export const namesDatabase = (): boolean => Boolean(process.env.DATABASE_URL);
