/**
 * What becomes of a delivery whose columns are not those of its stream. The first delivery of a stream settles its columns
 * under every contract; columns are told by name, so their order is never a fault; dropped columns
 * never count, nor does a new one that a setting names (key, version, scope, deletedWhen, types).
 *
 * | | new column | column that the last delivery had and this one lacks | value that does not fit its column's type |
 * |---|---|---|---|
 * | `evolve` | stored | as the merge mode says for absent fields | stored; a learned type widens |
 * | `freeze` | the run fails | the run fails, if the format names its columns up front | the run fails |
 * | `discard_column` | not stored, said on the run | as `evolve` | as `evolve` |
 * | `reject_row` | not stored; records with a value in it are quarantined | as `evolve` | the record is quarantined |
 *
 * dlt (docs: schema contracts) has the same modes; there a missing column never counts, and `discard_value` blanks what does
 * not fit. Weft alters no value, and takes a column that vanished for drift.
 */
export const contracts = ['evolve', 'freeze', 'discard_column', 'reject_row'] as const;
export type Contract = (typeof contracts)[number];
