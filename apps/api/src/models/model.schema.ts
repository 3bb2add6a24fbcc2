import { z } from 'zod';
import { queryOf, wholeNumber } from '../http/parameters.ts';
import { pageSchema } from '../http/page.ts';

const definition = z
  .record(z.string(), z.unknown())
  .meta({ description: 'In the form of weft.yaml; presets are written out.' });

const version = z.strictObject({
  name: z.string(),
  version: z.int().min(1).meta({ description: 'Counts up whenever the definition changes.' }),
  created_at: z.string().meta({ format: 'date-time' }),
});

export const modelVersionPage = pageSchema(version.meta({ id: 'ModelVersion' }));

export const modelView = version.extend({ definition }).meta({ id: 'Model' });

export const modelQuery = queryOf({
  version: wholeNumber(1, 2_147_483_647, 'Which version; the latest unless told.').optional(),
});
export type ModelQuery = z.output<typeof modelQuery>;

const change = z.enum(['created', 'updated', 'deleted', 'unchanged']);

export const appliedModel = z
  .strictObject({
    name: z.string(),
    change,
    version: z.int().min(1),
    tenants: z.int().min(0).optional().meta({ description: 'Tenants that are unified anew because of it.' }),
    warnings: z.array(z.string()).optional().meta({ description: 'What is allowed, but looks wrong.' }),
  })
  .meta({ id: 'AppliedModel' });

export const tenantModelView = z
  .strictObject({
    name: z.string(),
    version: z.string().meta({ description: '`3`, or `3+9f86d081884c` with an overlay.' }),
    overlaid: z.boolean().meta({ description: "The tenant's config.json lays something over it." }),
    faults: z
      .array(z.string())
      .meta({ description: 'Why it cannot be unified by: the overlay does not fit any more.' }),
    unified_version: z.string().nullable().meta({ description: 'The version of the unified records that are there.' }),
    definition,
  })
  .meta({ id: 'TenantModel' });

export const integrationView = z.strictObject({ name: z.string(), definition }).meta({ id: 'Integration' });

export const appliedIntegration = z.strictObject({ name: z.string(), change }).meta({ id: 'AppliedIntegration' });
