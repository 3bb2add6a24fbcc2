import { z } from 'zod';
import type { PlannedChange, RevertConflict, RunLine } from '@app/snapshot-core';
import { changeOps } from '../changes/change.schema.ts';
import { limit, queryOf } from '../http/parameters.ts';
import { plannedChange } from '../streams/sync.schema.ts';
import { runLine } from './run.schema.ts';

export const revertQuery = queryOf({
  plan: z.enum(['0', '1', 'false', 'true']).optional().meta({ description: '1: nothing is written.' }),
  limit: limit.meta({
    description: 'Of a plan: most changes to list in the answer; the counts are always exact.',
  }),
});
export type RevertQuery = z.output<typeof revertQuery>;

const conflict = z
  .strictObject({
    source: z.string(),
    key: z.string(),
    seq: z.int().min(1).meta({ description: 'The latest change that stands in the way.' }),
    run: z.int().min(1).meta({ description: 'The run that made it.' }),
    op: z.enum(changeOps),
  })
  .meta({ id: 'RevertConflict' });

export const revertLine = runLine
  .extend({
    changes: z.array(plannedChange).optional().meta({ description: 'Of a plan: the first changes it would make.' }),
    conflicts: z.array(conflict).optional().meta({
      description: 'Of a plan: every record that was changed since. With any of these the revert is refused.',
    }),
  })
  .meta({ id: 'RevertLine' });
export type RevertLine = RunLine & { changes?: PlannedChange[]; conflicts?: RevertConflict[] };
