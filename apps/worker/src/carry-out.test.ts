import { Logger } from '@nestjs/common';
import type { JobHelpers } from 'graphile-worker';
import { WeftError } from '@app/snapshot-core';
import { carryOut, type Job } from './carry-out.ts';

const broken = new WeftError('no_key', 'the input has no key', 'give one');
const passing = new Error('connection lost');

/** A job at one of its five attempts, and what its log came to. */
function jobAt(attempts: number, abortSignal = new AbortController().signal) {
  const logged: unknown[][] = [];
  const logger = Object.assign(new Logger(), {
    error: (...line: unknown[]) => logged.push(line),
    log: (...line: unknown[]) => logged.push(line),
  });
  const helpers = { job: { id: '7', attempts, max_attempts: 5 }, abortSignal } as JobHelpers;
  const job: Job = { helpers, logger, interrupted: [] };
  return { job, logged };
}

/** Carries out a job that throws; tells whether the queue would try again, and whether the job was given up. */
async function outcome(job: Job, error: Error) {
  let givenUp = false;
  const thrown = await carryOut(
    job,
    { tenant: 'acme' },
    () => Promise.reject(error),
    async () => {
      givenUp = true;
    },
  ).then(
    () => null,
    (e: unknown) => e,
  );
  return { again: thrown !== null, givenUp };
}

test('an error of the input is given up at once, and logged once with what the job was about', async () => {
  const { job, logged } = jobAt(1);
  expect(await outcome(job, broken)).toEqual({ again: false, givenUp: true });
  expect(logged).toEqual([
    [
      'the input has no key',
      expect.objectContaining({ tenant: 'acme', code: 'no_key', hint: 'give one', final: true }),
    ],
  ]);
});

test.each([
  { attempt: 1, givenUp: false },
  { attempt: 4, givenUp: false },
  { attempt: 5, givenUp: true },
])('an error that may pass is tried again, five times in all: attempt $attempt', async ({ attempt, givenUp }) => {
  const { job, logged } = jobAt(attempt);
  expect(await outcome(job, passing)).toEqual({ again: true, givenUp });
  expect(logged).toHaveLength(1);
});

test('a failed run of ours (status 500) may pass as well', async () => {
  expect(await outcome(jobAt(1).job, new WeftError('failed', 'disk full', 'try again'))).toEqual({
    again: true,
    givenUp: false,
  });
});

test('what the shutdown cuts off is remembered and never given up', async () => {
  const { job } = jobAt(5, AbortSignal.abort());
  expect(await outcome(job, broken)).toEqual({ again: true, givenUp: false });
  expect(job.interrupted).toEqual([7]);
});
