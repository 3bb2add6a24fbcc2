import { z } from 'zod';
import { pageSchema } from '../http/page.ts';
import { queryOf, text } from '../http/parameters.ts';

const value = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).meta({
  description: 'A text; for a field with many values all of them.',
});

export const pinView = z
  .strictObject({
    model: z.string(),
    id: z.string().nullable().meta({ description: 'The unified record that it counts for now.' }),
    field: z.string(),
    value,
    ref: z.string().meta({ description: 'The source record that it goes with, `integration.stream:key`.' }),
    by: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'Pin' });
export type PinLine = z.output<typeof pinView>;

export const pinPage = pageSchema(pinView);

export const pinBody = z
  .strictObject({
    model: z.string(),
    id: z.string().meta({ description: 'Of the unified record.' }),
    field: z.string(),
    value,
    by: z.string().max(200).optional().meta({ description: 'Who pins.' }),
  })
  .meta({ id: 'PinDecision' });
export type PinBody = z.output<typeof pinBody>;

export const pinQuery = queryOf({
  model: text('Name of the unified model.'),
  id: text('Id of the unified record.'),
  field: text('Its field.'),
});
export type PinQuery = z.output<typeof pinQuery>;
