import { buildProgram } from './program.ts';
import { reportError } from './boundary.ts';

// Whoever reads the help may have seen enough of it (`weft --help | head`). What commands print looks after itself.
process.stdout.on('error', () => undefined);

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
