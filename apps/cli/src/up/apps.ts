import { fileURLToPath } from 'node:url';

/** What `weft up` runs, each as a program of its own. */
export type AppName = 'api' | 'worker';

/**
 * The built program of an app. Every app is built into a tree of its own, this file being
 * `dist/apps/cli/apps/cli/src/up/apps.js`.
 */
export const appProgram = (app: AppName): string =>
  fileURLToPath(new URL(`../../../../../${app}/apps/${app}/src/main.js`, import.meta.url));

/** Loaded into each app before its own code. */
export const stopWithParent = new URL('./stop-with-parent.js', import.meta.url).href;
