/** A model's definition, or what a tenant says of one, in the form of weft.yaml, as plain JSON. */
export type Written = Readonly<Record<string, unknown>>;

/** A JSON object, not a list. */
export const isObject = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Itself where it is an object, else an empty one. */
export const objectOf = (value: unknown): Written => (isObject(value) ? value : {});
