import { mergeModes, parseDeleteLimit, type StreamSettings, syncKinds, WeftError } from '@app/snapshot-core';
import { z } from 'zod';
import { changeView } from '../changes/change.schema.ts';
import { limit, nameList, queryOf, repeated, text } from '../http/parameters.ts';
import { runLine } from '../runs/run.schema.ts';

const deleteLimit = text(
  'Most deletes by absence before they are held: a share `20%`, a number `100`, or `none`.',
).transform((value, context) => {
  try {
    return parseDeleteLimit(value);
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    context.addIssue({ code: 'custom', message: `${error.message}. ${error.hint}` });
    return z.NEVER;
  }
});

export const syncQuery = queryOf({
  kind: z.enum(syncKinds).optional().meta({
    description: '`full`: a complete extract, what is missing was deleted. `incremental`: absence means nothing.',
  }),
  merge: z.enum(mergeModes).optional().meta({ description: 'What an incoming field does to the stored one.' }),
  key: nameList("Columns of the record key, separated by commas; else the stream's own, else `Id` or `id`.").optional(),
  ignore: nameList('Columns that never make a change by themselves, separated by commas.').optional(),
  deleted_when: repeated(
    z.string().regex(/^[^=]+=/, { error: 'is written Column=value' }),
    { type: 'string' },
    'A record with this value in this column is deleted, `IsDeleted=true`.',
  ),
  delete_limit: deleteLimit.optional(),
  format: z.enum(['csv']).optional().meta({ description: 'Form of the body.' }),
  plan: z.enum(['0', '1', 'false', 'true']).optional().meta({ description: '1: nothing is written.' }),
  limit: limit.meta({
    description: 'Of a plan: most changes to list in the answer; the counts are always exact.',
  }),
});
export type SyncQuery = z.output<typeof syncQuery>;

/** The settings that a sync asks for; what it leaves out stays as declared. */
export function settingsOf(query: SyncQuery): Partial<StreamSettings> {
  const { kind, merge, key, ignore, delete_limit: deleteLimit, deleted_when: deletedWhen } = query;
  const pairs = deletedWhen?.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  const asked = { kind, merge, key, ignore, deleteLimit, deletedWhen: pairs && Object.fromEntries(pairs) };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

export const isPlan = (query: SyncQuery): boolean => query.plan === '1' || query.plan === 'true';

const plannedChange = changeView
  .omit({ seq: true, run: true, at: true })
  .extend({ held: z.boolean().meta({ description: 'It would wait for approval.' }) })
  .meta({ id: 'PlannedChange' });

export const syncLine = runLine
  .extend({
    changes: z.array(plannedChange).optional().meta({ description: 'Of a plan: the first changes it would make.' }),
  })
  .meta({ id: 'SyncLine' });
