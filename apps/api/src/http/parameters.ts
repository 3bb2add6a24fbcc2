import { z } from 'zod';

/** The query parameters of a route: every one that is not named here is refused. */
export function queryOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const names = (issue as unknown as { keys: string[] }).keys.map((key) => `"${key}"`).join(', ');
      return `unknown ${names}; ${known.length === 0 ? 'this route takes no parameters' : `known are ${known.join(', ')}`}`;
    },
  });
}

/** For routes without query parameters. */
export const noQuery = queryOf({});

/** A whole number in decimal digits. */
export const wholeNumber = (min: number, max: number, description: string) =>
  z
    .preprocess(
      (text) => (typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : text),
      z.int({ error: 'must be a whole number, given once' }).min(min).max(max),
    )
    .meta({ type: 'integer', minimum: min, maximum: max, description });

/** A text given once. */
export const text = (description: string) => z.string({ error: 'must be given once' }).meta({ description });

/** Texts given by repeating the parameter. */
export const repeated = <Item extends z.ZodType<string>>(item: Item, items: object, description: string) =>
  z
    .preprocess((value) => (value === undefined ? undefined : [value].flat()), z.array(item).optional())
    .meta({ type: 'array', items, description });

/** Names separated by commas. */
export const nameList = (description: string) =>
  z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value),
      z.array(z.string().min(1, { error: 'has an empty name' }), { error: 'must be given once' }),
    )
    .meta({ type: 'string', items: undefined, description });

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** A parameter with a value of its own when it is left out. */
export function withDefault<Schema extends z.ZodType>(
  schema: Schema,
  value: z.output<Schema> & z.util.NoUndefined<z.output<Schema>>,
) {
  // zod leaves the default of what it transforms out of the JSON schema; the OpenAPI document takes it from here.
  return schema.default(value).meta({ [DEFAULT]: value });
}

/** Extension under which {@link withDefault} hands the default to the OpenAPI document. */
export const DEFAULT = 'x-default';

export const limit = withDefault(wholeNumber(1, MAX_LIMIT, `Most items of a page, 1 to ${MAX_LIMIT}.`), DEFAULT_LIMIT);

export const cursor = text('Where to go on: the `next` of the page before.').optional();

export const filter = z
  .array(z.tuple([z.string(), z.string({ error: 'must be given once for each field' })]), {
    error: 'is written filter[Field]=value',
  })
  .transform((pairs): Record<string, string> => Object.fromEntries(pairs))
  .optional()
  .meta({
    type: 'object',
    items: undefined,
    additionalProperties: { type: 'string' },
    description: 'Only records that have exactly this value in this field; several must all hold.',
  });

/** A position in the feed. */
export const sequence = (description: string) => wholeNumber(0, Number.MAX_SAFE_INTEGER, description);

export const asOf = sequence('The state right after this change, rather than the present one.').optional();

/** A run's number, as the path gives it. The bound is that of the catalog's column. */
export const runNumber = wholeNumber(1, 2_147_483_647, 'Number of the run.');
