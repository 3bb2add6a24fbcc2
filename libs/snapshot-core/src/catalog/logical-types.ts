/** What the texts of a column can mean. */
export const logicalTypes = ['string', 'integer', 'number', 'boolean', 'date', 'datetime', 'json'] as const;
