import { CommanderError } from 'commander';
import { WeftError } from '@app/snapshot-core';
import type { WeftFileError } from '@app/unify';
import { showsDefects } from './config.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { Interrupted } from './interruption.ts';
import { ClosedOutput } from './output/printer.ts';
import { style } from './output/style.ts';
import { WrongUsage } from './wrong-usage.ts';

/** The CLI's one error boundary: says on standard error what happened and what to do, and gives the exit code. */
export function reportError(
  error: unknown,
  write: (text: string) => unknown = (text) => process.stderr.write(text),
): ExitCode {
  // The reader (`head`) has what it wanted.
  if (error instanceof ClosedOutput) return exitCode.done;
  if (error instanceof Interrupted) {
    // A run that was rolled back says so itself.
    const { cause } = error;
    if (cause instanceof WeftError && cause.code === 'interrupted') write(explain(cause));
    else write('Interrupted. Nothing is half written: a run is written as a whole or not at all.\n');
    return exitCode.interrupted;
  }
  // Commander has written its message already. Help and --version end by an "error" of code 0, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.wrongUsage;
  write(explain(error));
  return error instanceof WrongUsage ? exitCode.wrongUsage : exitCode.failed;
}

/** `error: <what happened>. <what to do>` in one line, then, for a file with faults, one line for each. */
export function explain(error: unknown): string {
  const word = style.problem('error:', process.stderr);
  if (isWeftFileError(error)) {
    const faults = error.faults.map(
      ({ path, line, message }) => `  ${error.fileName}:${line}: ${path} ${oneLine(message)}\n`,
    );
    return `${word} ${oneLine(error.message)}. Nothing of it was applied; mend what is listed here.\n${faults.join('')}`;
  }
  if (error instanceof WeftError || error instanceof WrongUsage) {
    return `${word} ${sentence(oneLine(error.message))} ${oneLine(error.hint)}\n`;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const trace = showsDefects() ? `${stack}\n` : '';
  return `${word} ${sentence(oneLine(message))} Weft did not expect this: run it again with LOG_LEVEL=debug to see where.\n${trace}`;
}

/** By its name: most commands do without that library, which takes as long to load as all the rest. */
const isWeftFileError = (error: unknown): error is WeftFileError =>
  error instanceof Error && error.name === 'WeftFileError';

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');

/** Ends with a full stop, unless it ends with a sign of its own. */
const sentence = (text: string): string => (/[.!?:]$/.test(text) ? text : `${text}.`);
