import { z } from 'zod';

/** The answer to every request that fails. */
export const errorBody = z
  .strictObject({
    error: z.strictObject({
      code: z.string().meta({ description: 'For programs; never changes its meaning.', example: 'unknown_stream' }),
      message: z.string().meta({ description: 'What happened, to which tenant, integration, stream or run.' }),
      hint: z.string().meta({ description: 'What to do.' }),
    }),
  })
  .meta({ id: 'Error' });

/** The answer to a question about a time that is not known any more. */
export const tooOld = { description: 'Changes since then have been pruned.', standardSchema: errorBody };
