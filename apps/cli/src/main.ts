import { buildProgram } from './program.ts';
import { reportError } from './boundary.ts';

// Whoever reads the help may have seen enough of it (`weft --help | head`). What commands print looks after itself.
process.stdout.on('error', () => undefined);

try {
  const program = await buildProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
