import { z } from 'zod';
import { cursor, limit, queryOf } from '../http/parameters.ts';
import { pageSchema } from '../http/page.ts';

export const documentView = z
  .strictObject({
    name: z.string(),
    type: z.enum(['json', 'text']),
    secret: z.boolean().meta({ description: 'It is kept encrypted; keys that may only read are not shown its text.' }),
    size: z.int().min(0).meta({ description: 'Bytes of its text.' }),
    etag: z.string().meta({ description: 'Another after every change; in quotes it goes into If-Match.' }),
    created_at: z.string().meta({ format: 'date-time' }),
    updated_at: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Document' });

export const documentPage = pageSchema(documentView);

export const documentsQuery = queryOf({ limit, cursor });
export type DocumentsQuery = z.output<typeof documentsQuery>;

export const putQuery = queryOf({
  secret: z.enum(['0', '1', 'false', 'true']).optional().meta({
    description: '1: keep it encrypted. A secret stays one until it is deleted, whatever is put in its place.',
  }),
});
export type PutQuery = z.output<typeof putQuery>;

export const isSecret = ({ secret }: PutQuery): boolean => secret === '1' || secret === 'true';
