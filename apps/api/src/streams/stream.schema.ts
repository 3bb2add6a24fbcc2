import { z } from 'zod';
import { asOf, cursor, filter, limit, nameList, queryOf, sequence } from '../http/parameters.ts';
import { pageSchema } from '../http/page.ts';

export const streamView = z
  .strictObject({
    integration: z.string(),
    stream: z.string(),
    key: z.array(z.string()).meta({ description: "Names of the record key's columns." }),
    columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
    records: z.int().min(0),
    table: z.string().meta({ description: 'Its table for readers by SQL.' }),
    typed_view: z.string().nullable().meta({
      description:
        'View of it with values cast by their types, null where they are none; null while there is no such view.',
    }),
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
    created_seq: z.int().min(1).nullable().meta({
      description: 'Sequence number of the change that created it; null as of an earlier time when that was pruned.',
    }),
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
  as_of: asOf,
});
export type RecordsQuery = z.output<typeof recordsQuery>;

export const recordQuery = queryOf({ fields, as_of: asOf });
export type RecordQuery = z.output<typeof recordQuery>;

export const digestQuery = queryOf({ as_of: asOf });
export type DigestQuery = z.output<typeof digestQuery>;

export const digestView = z
  .strictObject({
    source: z.string().meta({ description: '`integration.stream`' }),
    seq: z.int().min(0).meta({ description: 'Sequence number at which the records were like that.' }),
    records: z.int().min(0).meta({ description: 'How many they were.' }),
    digest: z.string().meta({
      description:
        'Sum modulo 2^128, in 32 hexadecimal digits, of a number for each record: the first 16 bytes, big-endian, of the ' +
        'SHA-256 of `[key,data]` as canonical JSON (RFC 8785), where fields that are null are left out and numbers and ' +
        'booleans stand as the strings of their JSON.',
    }),
  })
  .meta({ id: 'Digest' });
