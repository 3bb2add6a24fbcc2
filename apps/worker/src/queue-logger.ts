import type { Logger as NestLogger } from '@nestjs/common';
import { Logger } from 'graphile-worker';

/** Graphile Worker's log as lines of ours. What became of a job is not repeated: its boundary has logged it. */
export function queueLogger(logger: NestLogger): Logger {
  return new Logger((scope) => (level, message, meta) => {
    if (meta?.failure || meta?.success) return;
    const about = { queue: scope.label, worker: scope.workerId };
    if (level === 'error') logger.error(message, about);
    else if (level === 'warning') logger.warn(message, about);
    else logger.debug(message, about);
  });
}
