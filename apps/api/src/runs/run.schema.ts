import { logicalTypes } from '@app/snapshot-core';
import { z } from 'zod';
import { pageSchema } from '../http/page.ts';
import { cursor, limit, queryOf, text, wholeNumber } from '../http/parameters.ts';

const count = (description: string) => z.int().min(0).meta({ description });

const names = (description: string) => z.array(z.string()).meta({ description });

const drift = z
  .strictObject({
    new: names('Columns that the stream did not have.'),
    discarded: names('Columns that the contract keeps out of the stream.'),
    missing: names('Columns that the delivery before had and this one lacks.'),
    returned: names('Columns of the stream that the delivery before lacked.'),
    reordered: z.boolean().meta({ description: 'The columns of both stand in another order.' }),
    renamed: z
      .array(z.strictObject({ from: z.string(), to: z.string(), because: z.enum(['content', 'name']) }))
      .meta({ description: 'A hint: a missing and a new column that may be one. Nothing is done about it.' }),
    types: z
      .array(z.strictObject({ column: z.string(), from: z.enum(logicalTypes), to: z.enum(logicalTypes) }))
      .meta({ description: 'Columns whose logical type has changed.' }),
  })
  .meta({ id: 'Drift', description: "How the delivery's columns differ from those before." });

const line = {
  tenant: z.string(),
  integration: z.string().meta({ description: '`unified` for runs that publish a model.' }),
  stream: z.string().meta({ description: "The model's name for those." }),
  run: count('Its number; 0 for a plan.'),
  status: z.enum(['queued', 'running', 'succeeded', 'held', 'failed', 'reverted']),
  kind: z.enum(['full', 'incremental', 'unify', 'approve', 'revert']),
  merge: z.string().nullable(),
  received: count('Records in the sync output.'),
  created: count('Records created.'),
  updated: count('Records updated.'),
  deleted: count('Records deleted.'),
  unchanged: count('Records that were as they are.'),
  rejected: count('Records that could not be taken; see …/rejects.'),
  held: count('Deletes that wait for approve or reject.'),
  seq: z
    .strictObject({ from: z.int().min(1), to: z.int().min(1) })
    .nullable()
    .meta({
      description: "First and last sequence number of the run's changes; null when it made none.",
    }),
  ms: count('How long it took, in milliseconds.').nullable(),
};

const hints = z
  .array(z.strictObject({ code: z.string(), columns: z.array(z.string()), message: z.string() }))
  .meta({ description: 'What the run noticed, such as columns that may better be ignored.' });

export const runLine = z
  .strictObject({ ...line, drift: drift.optional(), hints: hints.optional() })
  .meta({ id: 'RunLine' });

export const runView = z
  .strictObject({
    ...line,
    delivery: z.string().nullable().meta({ description: 'Where the sync output came from.' }),
    progress: z.strictObject({
      bytes_read: count('Bytes read so far.'),
      bytes_total: count('Bytes in all.').nullable(),
    }),
    error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
    drift: drift.nullable(),
    hints,
    created_at: z.string().meta({ format: 'date-time' }),
    started_at: z.string().nullable().meta({ format: 'date-time' }),
    finished_at: z.string().nullable().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Run' });

export const runPage = pageSchema(runView);

export const rejectView = z
  .strictObject({
    id: z.int().min(1).meta({ description: 'Rises in the order of the sync output.' }),
    file: z.string().optional().meta({ description: 'Its file, where the run had several.' }),
    part: z.int().min(1).optional().meta({
      description:
        'The file of `rejects/raw` that it is in, where files of several headers or formats were one delivery.',
    }),
    line: z.int().min(1).meta({ description: 'Line of the sync output on which the record starts, from 1.' }),
    key: z.string().nullable(),
    reason: z.string(),
    state: z.enum(['open', 'resolved']).meta({ description: '`resolved`: a later run has taken the record.' }),
    resolved_by: z.int().min(1).nullable().meta({ description: 'That run.' }),
    raw: z.string().meta({ description: 'The record as it came; bytes that are no UTF-8 show as U+FFFD.' }),
  })
  .meta({ id: 'Reject' });

export const rejectPage = pageSchema(rejectView);

export const heldView = z
  .strictObject({
    key: z.string(),
    agreed: count('Further full syncs that lacked the record, too.'),
    rejected: z.boolean().meta({ description: 'Rejected before: it is never released by itself.' }),
    data: z.record(z.string(), z.unknown()).meta({ description: 'The record as it is.' }),
  })
  .meta({ id: 'HeldDelete' });

export const heldPage = pageSchema(heldView);

export const runsQuery = queryOf({
  limit,
  cursor,
  source: text('Only runs of this `integration.stream` or `unified.model`.').optional(),
});
export type RunsQuery = z.output<typeof runsQuery>;

const state = z
  .enum(['open', 'all'])
  .optional()
  .meta({ description: '`open`: only rejects that no later run has taken.' });

export const heldQuery = queryOf({ limit, cursor });
export type HeldQuery = z.output<typeof heldQuery>;

const part = wholeNumber(1, 2_147_483_647, 'Those of one header and format, where the run had several.').optional();

export const rawRejectsQuery = queryOf({ state, part });
export type RawRejectsQuery = z.output<typeof rawRejectsQuery>;

export const rejectsQuery = queryOf({ limit, cursor, state });
export type RejectsQuery = z.output<typeof rejectsQuery>;
