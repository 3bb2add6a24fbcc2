/** Rows as COPY gives them, and what reading them with and without a thread beside makes of them. */
import { parseModel } from '@app/unify';
import { ReadCrew } from '../../libs/unify/src/run/full/read-crew.ts';
import { readSource } from '../../libs/unify/src/run/full/read-pool.ts';
import { idText } from '../../libs/unify/src/run/full/id-bytes.ts';
import { RecordPool } from '../../libs/unify/src/run/full/record-pool.ts';
import { Pace } from '../../libs/unify/src/run/pace.ts';

export const model = parseModel('m', {
  fields: { name: 'company_name', city: 'city' },
  sources: { 'crm.Account': { map: { name: 'Name', city: 'Address.City' }, needs: ['name'] } },
  match: {},
});
export const COLUMNS = ['Name', 'Address'];

/** Key, unified id and columns of row `n`: every seventh has no name, every third no id. */
export const rowOf = (n: number): (string | null)[] => [
  n === 0 ? '' : `k${n}`,
  n % 3 === 0 ? null : `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  n % 7 === 0 ? null : `Ünï\\co\t${n} GmbH${n === 5 ? '!'.repeat(200_000) : ''}`,
  JSON.stringify({ City: `Town ${n % 10}` }),
];

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t' };
const line = (row: readonly (string | null)[]): string =>
  `${row.map((field) => (field === null ? '\\N' : field.replaceAll(/[\\\t]/g, (each) => ESCAPES[each]!))).join('\t')}\n`;

/** All records that came of some rows, and the ids that were dropped. @param least records from which on there is a thread */
export async function readRows(rows: number, least: number) {
  async function* batches(): AsyncGenerator<Buffer> {
    for (let from = 0; from < rows; from += 40) {
      const lines = Array.from({ length: Math.min(40, rows - from) }, (_, i) => line(rowOf(from + i)));
      yield Buffer.from(lines.join(''));
      await new Promise(setImmediate);
    }
  }
  const [pool, dropped] = [new RecordPool(), [] as string[]];
  const work = { model, sources: [{ source: model.sources[0]!, columns: COLUMNS }] };
  const crew = new ReadCrew(work, () => undefined, new Pace(undefined, undefined), { least });
  try {
    pool.beginSource('crm', 'Account');
    await readSource(batches(), 0, crew, pool, dropped);
  } finally {
    await crew.close();
  }
  const records = Array.from({ length: pool.length }, (_, record) => {
    const id = pool.previousId(record);
    return [pool.refText(record), pool.projections.text(record), id && idText(id)];
  });
  return { records, dropped, doneBeside: crew.doneBeside };
}
