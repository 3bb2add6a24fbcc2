import { z } from 'zod';
import { historyPage } from '../changes/change.schema.ts';
import { pageSchema } from '../http/page.ts';
import { asOf, cursor, filter, limit, nameList, queryOf } from '../http/parameters.ts';
import { recordData } from '../streams/stream.schema.ts';

const source = z.strictObject({ integration: z.string(), stream: z.string(), key: z.string() });

const losers = z.array(z.strictObject({ from: z.string(), value: z.string() })).meta({
  description: 'Other values that its sources have, best first.',
});

const provenance = z
  .record(
    z.string(),
    z.strictObject({
      from: z.string().meta({ description: 'Source record that the value is of, `integration.stream:key`.' }),
      rule: z.string().meta({ description: 'Why this value: `most_recent`, `source_priority`, …' }),
      losers,
      values: z
        .array(z.strictObject({ from: z.string(), value: z.string() }))
        .optional()
        .meta({ description: 'Of a field with many values: each with its source record, best first.' }),
    }),
  )
  .nullable()
  .meta({ description: 'For each field with a value: where it came from. Null as of an earlier time.' });

const sources = z.array(source).meta({ description: 'The source records that it is made of.' });

const expanded = z
  .record(z.string(), z.strictObject({ id: z.string(), data: recordData }).nullable())
  .optional()
  .meta({ description: 'With `expand`: relation → the unified record that it leads to, null where it leads to none.' });

export const listedRecord = z
  .strictObject({
    id: z.string(),
    data: recordData,
    sources: sources.optional(),
    provenance: provenance.optional(),
    expanded,
  })
  .meta({ id: 'ListedUnifiedRecord' });

export const unifiedPage = pageSchema(listedRecord);

const resolvedFrom = z.string().optional().meta({
  description: 'The id that was asked for, when it is retired: its records are now part of the one that is shown.',
});

export const unifiedRecord = z
  .strictObject({ id: z.string(), data: recordData, sources, provenance, expanded, resolved_from: resolvedFrom })
  .meta({ id: 'UnifiedRecord' });

export const unifiedHistory = historyPage.extend({ resolved_from: resolvedFrom });

const expand = nameList('Relations of the model whose records to show, too, separated by commas.').optional();

const includes = ['sources', 'provenance'] as const;

export const unifiedQuery = queryOf({
  limit,
  cursor,
  filter,
  as_of: asOf,
  expand,
  include: nameList('What to show beside the data: `sources`, `provenance`, separated by commas. By default neither.')
    .pipe(z.array(z.enum(includes)))
    .optional()
    .meta({ type: 'string', items: undefined }),
});
export type UnifiedQuery = z.output<typeof unifiedQuery>;

export const unifiedRecordQuery = queryOf({ as_of: asOf, expand });
export type UnifiedRecordQuery = z.output<typeof unifiedRecordQuery>;
