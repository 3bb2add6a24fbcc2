import type { Command } from 'commander';
import { readConfig, WeftError } from '@app/snapshot-core';
import { checkCatalog, checkDatabase } from '../doctor/database.ts';
import { checkEmbeddedServer } from '../doctor/embedded-server.ts';
import { type Check, type Finding, ok, problem } from '../doctor/finding.ts';
import { checkQueue } from '../doctor/queue.ts';
import { checkRuns } from '../doctor/runs.ts';
import { checkSources } from '../doctor/sources.ts';
import { checkWorkers } from '../doctor/workers.ts';
import { exitCode } from '../exit-codes.ts';
import { interruptible } from '../interruption.ts';
import { openPrinter } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { openSession } from '../session.ts';

/** `weft doctor`: what is wrong and what to do. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at database, queue and workers: what is wrong, what to do')
    .option('--json', 'a JSON line for each finding')
    .action(doctor);
}

const checks: Check[] = [checkDatabase, checkCatalog, checkQueue, checkWorkers, checkSources, checkRuns];

const shown: Record<Finding['status'], (status: string) => string> = {
  ok: style.good,
  warning: style.warning,
  problem: style.problem,
};

async function doctor({ json }: { json?: true }): Promise<void> {
  const printer = openPrinter('go on');
  const findings: Finding[] = [];
  process.exitCode = await interruptible(async (signal) => {
    for await (const finding of look(signal)) {
      findings.push(finding);
      await (json ? printer.json(finding) : printer.text(line(finding)));
    }
    return findings.some(({ status }) => status === 'problem') ? exitCode.failed : exitCode.done;
  });
}

async function* look(signal: AbortSignal): AsyncGenerator<Finding> {
  yield ok('node', `${process.version} on ${process.platform}-${process.arch}`);
  const config = readConfig();
  const embedded = await checkEmbeddedServer(config);
  yield* embedded.findings;
  // Looking must not make a database.
  if (embedded.absent) return;
  try {
    const { db } = await openSession(config, signal);
    try {
      for (const check of checks) yield* await check(db);
    } finally {
      await db.close();
    }
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    yield problem('database', error.message, error.hint);
  }
}

const line = ({ check, status, message, hint }: Finding): string =>
  `${shown[status](status.padEnd(7))}  ${check.padEnd(15)}  ${message}${hint === null ? '' : `. ${hint}`}\n`;
