import { z } from 'zod';
import { cursor, filter, limit, nameList, queryOf, sequence } from '../http/parameters.ts';
import { pageSchema } from '../http/page.ts';

export const streamView = z
  .strictObject({
    integration: z.string(),
    stream: z.string(),
    key: z.array(z.string()).meta({ description: "Names of the record key's columns." }),
    columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
    records: z.int().min(0),
    table: z.string().meta({ description: 'Its table for readers by SQL.' }),
    created_at: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Stream' });

export const streamPage = pageSchema(streamView);

export const recordData = z.record(z.string(), z.unknown()).meta({
  description: "Values by the source's field names. Integers beyond 2^53 are strings.",
});

export const recordView = z
  .strictObject({
    key: z.string(),
    data: recordData,
    created_seq: z.int().min(1).meta({ description: 'Sequence number of the change that created it.' }),
    changed_seq: z.int().min(1).meta({ description: 'Sequence number of its last change.' }),
  })
  .meta({ id: 'Record' });

export const recordPage = pageSchema(recordView);

const fields = nameList('Only these fields of the records, separated by commas.').optional();

export const recordsQuery = queryOf({
  limit,
  cursor,
  filter,
  changed_since: sequence('Only records changed after this sequence number.').optional(),
  fields,
});
export type RecordsQuery = z.output<typeof recordsQuery>;

export const recordQuery = queryOf({ fields });
export type RecordQuery = z.output<typeof recordQuery>;
