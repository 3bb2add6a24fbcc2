import { z } from 'zod';

export const alive = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Alive' });

const indicators = z.record(z.string(), z.looseObject({ status: z.string() }));

export const ready = z
  .strictObject({ status: z.literal('ok'), info: indicators, error: indicators, details: indicators })
  .meta({ id: 'Ready' });
