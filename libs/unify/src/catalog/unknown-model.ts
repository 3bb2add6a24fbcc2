import { type Queryable, rows, sql, WeftError } from '@app/snapshot-core';
import { didYouMean } from '../weft-file/did-you-mean.ts';

/** There is no model of this name; those that there are, are named. */
export async function unknownModel(db: Queryable, name: string): Promise<WeftError> {
  const found = await rows<{ name: string }>(
    db,
    sql`select distinct name from weft.model_version order by name limit 20`,
  );
  const names = found.map((model) => model.name);
  const known = names.length === 0 ? 'none is declared yet' : `there are ${names.join(', ')}`;
  return new WeftError(
    'unknown_model',
    `there is no unified model "${name}"${didYouMean(name, names)}`,
    `Declare it under \`models:\` in weft.yaml and apply that file, or check the spelling: ${known}.`,
  );
}
