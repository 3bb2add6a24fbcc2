import { type Database, getTenant, runSync } from '@app/snapshot-core';
import { applyWeftFile, getModel, parseWeftFile, readUnified, runUnify } from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';
import { digits, pick, random, vocabulary } from './support/made-up.ts';

const MODEL = `
integrations:
  letters: { streams: { Addressee: { key: Id, kind: incremental } } }
models:
  addressee:
    fields: { name: person_name, email: email, phone: phone, street: street }
    sources:
      letters.Addressee: { map: { name: Name, email: Email, phone: Phone, street: Street } }
`;

/** More than any value may have that says something by its kind alone. */
const RECORDS = 320;
const OTHERS = 350;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(MODEL, 'weft.yaml'), '/');
});
afterAll(() => db.close());

async function deliver(tenant: string, lines: readonly string[]): Promise<void> {
  const input = textInput(`Id,Name,Email,Phone,Street\n${lines.join('\n')}\n`);
  await runSync(db, { tenant, integration: 'letters', stream: 'Addressee', input });
}

const unify = async (tenant: string, full = false) =>
  runUnify(db, await getTenant(db, tenant), await getModel(db, 'addressee'), { full });

/** The size of each unified record, the largest first. */
async function sizes(tenant: string): Promise<number[]> {
  const views = await readUnified(db, await getTenant(db, tenant), await getModel(db, 'addressee'), { limit: 1000 });
  return views.map(({ sources }) => sources.length).sort((x, y) => y - x);
}

test('an entity of more records than any value may have holders is one, by full runs and by incremental ones', async () => {
  const tenant = await uniqueTenant();
  const rng = random(17);
  const words = vocabulary(300, rng);
  const somebody = () => {
    const [given, family] = [pick(words, rng), pick(words, rng)];
    return `${given} ${family},${given}.${family}@${pick(words, rng)}.example,212${digits(7, rng)},${digits(3, rng)} ${pick(words, rng)} st`;
  };
  const others = Array.from({ length: OTHERS }, somebody);
  const twice = others.slice(0, 60);
  const large = somebody();
  const lines = [...others, ...twice, ...Array.from({ length: RECORDS }, () => large)].map(
    (line, id) => `${id},${line}`,
  );
  await deliver(tenant, lines);
  await unify(tenant);
  expect((await sizes(tenant)).slice(0, 62)).toEqual([RECORDS, ...twice.map(() => 2), 1]);

  // Others that are it, one that ceases to be, and a further record that knows less.
  const [name, email] = large.split(',');
  const last = lines.length - 1;
  await deliver(tenant, [`${last},${somebody()}`, `a,${large}`, `b,${large}`, `c,${name},${email},,`]);
  await unify(tenant);
  expect((await sizes(tenant)).slice(0, 2)).toEqual([RECORDS + 2, 2]);
  expect(await unify(tenant, true)).toMatchObject({ created: 0, updated: 0, deleted: 0 });
});
