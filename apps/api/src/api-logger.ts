import { ConsoleLogger } from '@nestjs/common';
import type { WeftConfig } from '@app/snapshot-core';

/** From the most important on. */
const levels: WeftConfig['logLevel'][] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

/** Parts of Nest that report each route and module at every start. */
const CHATTY = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/** One JSON object a line, from the configured level up. */
export class ApiLogger extends ConsoleLogger {
  constructor(level: WeftConfig['logLevel']) {
    super({ json: true, logLevels: levels.slice(0, levels.indexOf(level) + 1) });
  }

  override log(message: unknown, ...optional: unknown[]): void {
    if (!CHATTY.has(String(optional.at(-1)))) super.log(message, ...optional);
  }
}
