import { z } from 'zod';
import type { ChangeView } from '@app/snapshot-core';
import { type Page, pageSchema } from '../http/page.ts';
import { limit, queryOf, repeated, sequence, wholeNumber, withDefault } from '../http/parameters.ts';
import { recordData } from '../streams/stream.schema.ts';

export const changeOps = ['created', 'updated', 'deleted', 'merged', 'split'] as const;

export const changeView = z
  .strictObject({
    seq: z.int().min(1).meta({ description: "Position in the tenant's feed: dense, in order of commit." }),
    run: z.int().min(1),
    source: z.string().meta({ description: '`integration.stream`, or `unified.model`.' }),
    key: z.string(),
    op: z.enum(changeOps),
    changed: z.array(z.string()).meta({ description: 'Names of the fields that changed.' }),
    before: recordData.nullable().meta({
      description: 'Old values of the changed fields; the whole record when it was deleted; null when it was created.',
    }),
    after: recordData.nullable().meta({ description: 'The whole record after the change; null when it was deleted.' }),
    at: z.string().meta({ format: 'date-time' }),
    into: z.array(z.string()).optional().meta({
      description:
        'Of a unified record that was `merged` (it is gone) or `split` (it lives on): ids that have its sources now, first the one that its own id resolves to.',
    }),
    from: z.array(z.string()).optional().meta({
      description: 'Of a unified record: other ids that some of its sources were part of until this change.',
    }),
  })
  .meta({ id: 'Change' });

export const historyPage = pageSchema(changeView).extend({
  complete: z.boolean().meta({ description: 'False when earlier changes of the record have been pruned.' }),
});
export type HistoryPage = Page<ChangeView> & { complete: boolean };

export const changePage = z
  .strictObject({
    changes: z.array(changeView),
    next: z.int().min(0).meta({ description: 'Pass it as `after` to read on.' }),
    oldest: z.int().min(1).meta({ description: 'First sequence number that is still kept.' }),
    latest: z.int().min(0).meta({ description: 'Last sequence number that was given.' }),
  })
  .meta({ id: 'ChangePage' });

/** Longest long-poll, in seconds; below what proxies commonly allow a request. */
const MAX_WAIT = 55;

export const changesQuery = queryOf({
  after: withDefault(sequence('Cursor: changes behind this sequence number; 0 is the beginning.'), 0),
  limit,
  source: repeated(
    z.string().regex(/^[^.]+\..+$/s, { error: 'is written integration.stream or unified.model' }),
    { type: 'string' },
    'Only changes of these sources, `integration.stream` or `unified.model`.',
  ),
  op: repeated(z.enum(changeOps), { type: 'string', enum: changeOps }, 'Only changes of these kinds.'),
  wait: withDefault(wholeNumber(0, MAX_WAIT, 'Seconds to wait for a change when there is none yet.'), 0),
});
export type ChangesQuery = z.output<typeof changesQuery>;
