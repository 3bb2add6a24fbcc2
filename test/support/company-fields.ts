/** Fields of a made-up model of companies. */
export const COMPANY_FIELDS = {
  name: 'company_name',
  email: 'email',
  phone: 'phone',
  website: 'domain',
  street: 'street',
  city: 'city',
  postcode: 'postcode',
} as const;

/** A mapping in which every field comes from the column that is called as it is. */
export const mapOfItself = (fields: object): Record<string, string> =>
  Object.fromEntries(Object.keys(fields).map((field) => [field, field]));
