import {
  contracts,
  formats,
  mergeModes,
  parseDeleteLimit,
  parseDelimiter,
  parseEncoding,
  parseQuote,
  parseRejectLimit,
  parseReleaseAfter,
  parseScope,
  type StreamSettings,
  syncKinds,
  WeftError,
} from '@app/snapshot-core';
import { z } from 'zod';
import { changeView } from '../changes/change.schema.ts';
import { limit, nameList, queryOf, repeated, text, wholeNumber } from '../http/parameters.ts';
import { runLine } from '../runs/run.schema.ts';

/** A parameter that the engine itself reads, whose refusal says what is wrong. */
const readBy = <T>(description: string, read: (value: string) => T) =>
  text(description).transform((value, context) => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      context.addIssue({ code: 'custom', message: `${error.message}. ${error.httpHint}` });
      return z.NEVER;
    }
  });

const deleteLimit = readBy(
  'Most deletes by absence before they are held: a share `20%` or `20% over 50` (50 always pass; else 10), a number `100`, or `none`.',
  parseDeleteLimit,
);
const releaseAfter = readBy(
  'After how many further full syncs that lack a record, too, its held delete is carried out, from 1, or `none`; 3 unless declared.',
  parseReleaseAfter,
);
const rejectLimit = readBy(
  'The run fails as a whole when it rejects more: a share `10%`, a number `1000`, both `10% or 1000`, or `none`; `10% over 10 or 1000` unless declared (10 always pass the share).',
  parseRejectLimit,
);
const scope = readBy(
  'What a full sync covers completely: `Date>=2025-05-01`, `Date>=… and Date<=…`, `subsidiary=1`, or `Date` for the range found in the body.',
  parseScope,
);

export const syncQuery = queryOf({
  kind: z.enum(syncKinds).optional().meta({
    description: '`full`: a complete extract, what is missing was deleted. `incremental`: absence means nothing.',
  }),
  merge: z.enum(mergeModes).optional().meta({ description: 'What an incoming field does to the stored one.' }),
  key: nameList(
    "Columns of the record key, separated by commas, or `none`; else the stream's own, else `Id` or `id`.",
  ).optional(),
  scope: scope.optional(),
  version_column: text('Column by which an older version of a record never overwrites a newer.').optional(),
  drop: nameList('Columns that are never stored, separated by commas.').optional(),
  ignore: nameList('Columns that never make a change by themselves, separated by commas.').optional(),
  deleted_when: repeated(
    z.string().regex(/^[^=]+=/, { error: 'is written Column=value' }),
    { type: 'string' },
    'A record with this value in this column is deleted, `IsDeleted=true`.',
  ),
  delete_limit: deleteLimit.optional(),
  release_after: releaseAfter.optional(),
  contract: z.enum(contracts).optional().meta({
    description:
      "What becomes of columns that the stream does not have: `evolve` stores them, `freeze` fails the run, `discard_column` leaves them out, `reject_row` sets records aside that have a value in one, or a value that does not fit its column's type.",
  }),
  reject_limit: rejectLimit.optional(),
  fixes: wholeNumber(
    1,
    2 ** 31 - 1,
    'The run whose rejected records these are, corrected: an incremental sync that marks them resolved.',
  ).optional(),
  format: z.enum(formats).optional().meta({
    description: 'Form of the body; else its content type says it, else its content.',
  }),
  delimiter: readBy(
    'What separates fields of CSV: one ASCII character, or `tab`; else detected.',
    parseDelimiter,
  ).optional(),
  quote: readBy('What quotes fields of CSV: one ASCII character; else `"`.', parseQuote).optional(),
  encoding: readBy(
    'Encoding of the text, such as `windows-1252`; else that of the content type, else UTF-8.',
    parseEncoding,
  ).optional(),
  plan: z.enum(['0', '1', 'false', 'true']).optional().meta({ description: '1: nothing is written.' }),
  limit: limit.meta({
    description: 'Of a plan: most changes to list in the answer; the counts are always exact.',
  }),
});
export type SyncQuery = z.output<typeof syncQuery>;

/** The settings that a sync asks for; what it leaves out stays as declared. */
export function settingsOf(query: SyncQuery): Partial<StreamSettings> {
  const { kind, merge, scope, version_column: version, drop, ignore, contract } = query;
  const {
    delete_limit: deleteLimit,
    deleted_when: deletedWhen,
    release_after: releaseAfter,
    reject_limit: rejectLimit,
  } = query;
  const key = query.key?.join() === 'none' ? [] : query.key;
  const pairs = deletedWhen?.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  const columns = { key, scope, version, drop, ignore, contract };
  const asked = {
    kind,
    merge,
    ...columns,
    deleteLimit,
    releaseAfter,
    rejectLimit,
    delimiter: query.delimiter,
    quote: query.quote,
    encoding: query.encoding,
    deletedWhen: pairs && Object.fromEntries(pairs),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

export const isPlan = (query: SyncQuery): boolean => query.plan === '1' || query.plan === 'true';

export const plannedChange = changeView
  .omit({ seq: true, run: true, at: true })
  .extend({ held: z.boolean().meta({ description: 'It would wait for approval.' }) })
  .meta({ id: 'PlannedChange' });

export const syncLine = runLine
  .extend({
    changes: z.array(plannedChange).optional().meta({ description: 'Of a plan: the first changes it would make.' }),
  })
  .meta({ id: 'SyncLine' });
