import { buildProgram } from './program.ts';
import { reportError } from './boundary.ts';

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
