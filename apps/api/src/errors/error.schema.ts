import { z } from 'zod';

/** The answer to every request that fails. */
export const errorBody = z
  .strictObject({
    error: z.strictObject({
      code: z.string().meta({ description: 'For programs; never changes its meaning.', example: 'unknown_stream' }),
      message: z.string().meta({ description: 'What happened, to which tenant, integration, stream or run.' }),
      hint: z.string().meta({ description: 'What to do.' }),
      faults: z
        .array(z.strictObject({ path: z.string(), line: z.int().min(0), message: z.string() }))
        .optional()
        .meta({ description: 'Of a definition: everything that is wrong with it; line 0 where there are none.' }),
    }),
  })
  .meta({ id: 'Error' });

/** The answer to a question about a time that is not known any more. */
export const tooOld = { description: 'Changes since then have been pruned.', standardSchema: errorBody };
