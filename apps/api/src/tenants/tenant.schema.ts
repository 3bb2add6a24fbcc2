import { z } from 'zod';
import { cursor, limit, queryOf } from '../http/parameters.ts';
import { pageSchema } from '../http/page.ts';

export const tenantView = z
  .strictObject({
    tenant: z.string(),
    streams: z.int().min(0).meta({ description: 'Streams it has.' }),
    records: z.int().min(0).meta({ description: 'Records in all its snapshots.' }),
    created_at: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Tenant' });
export type TenantView = z.output<typeof tenantView>;

export const tenantPage = pageSchema(tenantView);

export const tenantsQuery = queryOf({ limit, cursor });
export type TenantsQuery = z.output<typeof tenantsQuery>;

export const newTenant = z
  .strictObject({
    // The rest of the rule is the library's; a NUL would not even reach it, Postgres has none.
    tenant: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\0]*$/, { error: 'must have no NUL character' })
      .meta({
        description: 'Letters, digits, dots, underscores and hyphens, starting with a letter or digit.',
        example: 'acme',
      }),
  })
  .meta({ id: 'NewTenant' });
export type NewTenant = z.output<typeof newTenant>;
