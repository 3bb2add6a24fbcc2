import { execute, first, type ForeseenChange, getTenant, ident, readChanges, rows, sql } from '@app/snapshot-core';
import { applyWeftFile, parseWeftFile, planModels, planSettings, type PlannedUnify, planUnify } from '@app/unify';
import {
  apply,
  db,
  deliver,
  modelText,
  openForTests,
  overlay,
  type Ready,
  records,
  unifiedTenant,
  unify,
} from './support/overlays.ts';

openForTests();

const read = (text: string) => {
  const file = parseWeftFile(text, 'weft.yaml');
  return file.models.map((model) => ({ model, written: file.written[model.name] }));
};

async function plan(text: string, options: Partial<Parameters<typeof planModels>[2]> = {}) {
  const planned: PlannedUnify[] = [];
  for await (const each of planModels(db, read(text), { tenants: 100, samples: 100, ...options })) planned.push(each);
  return planned;
}

/** Everything of a tenant in the database, and of the model. */
async function everything({ tenant, model }: Ready): Promise<unknown> {
  const tables = await rows<{ name: string }>(
    db.pool,
    sql`select tablename as name from pg_tables where schemaname = ${tenant.schemaName} order by tablename`,
  );
  const contents = await Promise.all(
    tables.map(async ({ name }) => [
      name,
      await rows(db.pool, sql`select to_jsonb(t)::text as row from ${ident(tenant.schemaName, name)} t order by 1`),
    ]),
  );
  const version = await first(db.pool, sql`select max(version) as n from weft.model_version where name = ${model}`);
  const streams = await rows(
    db.pool,
    sql`select to_jsonb(s)::text from weft.stream s where tenant_id = ${tenant.id} order by 1`,
  );
  return { contents, version, streams };
}

/** Ids that are minted anew are others each time. */
function comparable(changes: readonly ForeseenChange[]): string[] {
  const made = changes.filter(({ op }) => op === 'created').map(({ key }) => key);
  return changes
    .map(({ source, key, op, changed, before, after, into, from }) => {
      const text = JSON.stringify({ source, key, op, changed, before, after, into, from });
      return made.reduce((known, id) => known.replaceAll(id, 'new'), text);
    })
    .toSorted();
}

test.each([
  ['a mapping', (text: string) => text.replace('phone: Phone }', 'phone: Mobile }')],
  [
    'rules that split',
    (text: string) =>
      text
        .replace('rules: [email, [name, phone]]', 'rules: [[name, email, vat]]')
        .replace('phone: phone', 'phone: phone, vat: identifier')
        .replaceAll('phone: Phone', 'phone: Phone, vat: Vat'),
  ],
  [
    'rules that merge',
    (text: string) =>
      text
        .replace('rules: [email, [name, phone]]', 'rules: [vat]')
        .replace('phone: phone', 'phone: phone, vat: identifier')
        .replaceAll('phone: Phone', 'phone: Phone, vat: Vat'),
  ],
  ['a source less', (text: string) => text.replace(/ +ovbooks.*\n/, '').replace('[ovsales, ovbooks]', '[ovsales]')],
  ['survivorship', (text: string) => text.replace('[ovsales, ovbooks]', '[ovbooks, ovsales]')],
  ['nothing but its order', (text: string) => text.replace('match: { rules', 'match: { auto: 0.95, rules')],
])('a plan is exact and writes nothing: %s', async (_, change) => {
  const ready = await unifiedTenant();
  const [before, stored] = [await records(ready), await everything(ready)];
  const text = change(modelText(ready.model));
  const [planned] = await plan(text, { tenant: ready.tenant.name });
  expect(await everything(ready)).toEqual(stored);
  expect(await records(ready)).toEqual(before);
  expect(await unify(ready)).toMatchObject({ received: 0 });

  await apply(text);
  const line = await unify(ready);
  const changes = line.seq
    ? (await readChanges(db, ready.tenant, { after: line.seq.from - 1, limit: 100 })).changes
    : [];
  expect(planned).toMatchObject({
    tenant: ready.tenant.name,
    model: ready.model,
    fault: null,
    received: line.received,
    unchanged: line.unchanged,
  });
  expect(comparable(planned!.samples)).toEqual(comparable(changes));
  for (const op of ['created', 'updated', 'merged', 'split', 'deleted'] as const) {
    expect({ op, n: planned![op] }).toEqual({ op, n: changes.filter((each) => each.op === op).length });
  }
});

test('samples are bounded, counts are not; a tenant whose config.json does not fit is told', async () => {
  const ready = await unifiedTenant();
  const lines = Array.from({ length: 50 }, (_, i) => `${100 + i},Company ${i},c${i}@c.example,,+1212555${2000 + i},,`);
  await deliver(ready.tenant.name, 'ovsales.Account', ['Id,Name,Email,Phone,Mobile,Vat,Kind', ...lines]);
  await unify(ready);
  const changed = modelText(ready.model).replace('phone: Phone }', 'phone: Mobile }');
  const [planned] = await plan(changed, { tenant: ready.tenant.name, samples: 2 });
  expect(planned).toMatchObject({ updated: 53, received: 55 });
  expect(planned!.samples).toHaveLength(2);

  await overlay(ready, { survive: { phone: 'most_complete' } });
  const without = modelText(ready.model)
    .replace(', phone: phone', '')
    .replaceAll(', phone: Phone', '')
    .replace('[email, [name, phone]]', '[email]');
  expect(await plan(without, { tenant: ready.tenant.name })).toMatchObject([
    { fault: expect.stringContaining(`config.json of tenant "${ready.tenant.name}"`), updated: 0, samples: [] },
  ]);
});

test('of many tenants as many are looked at as asked for, and the rest is told', async () => {
  const [one, two] = [await unifiedTenant(), await unifiedTenant()];
  const left: unknown[] = [];
  const begun: string[] = [];
  const planned = await plan(modelText(one.model).replace('most_recent', 'most_frequent'), {
    tenants: 1,
    onBegin: ({ tenant }) => void begun.push(tenant),
    onLeftOut: (each) => void left.push(each),
  });
  expect(planned).toHaveLength(1);
  expect(begun).toHaveLength(1);
  // The streams are those of every tenant of these tests.
  expect(left).toEqual([{ model: one.model, tenants: expect.any(Number) }]);
  expect(two.tenant.name).not.toBe(one.tenant.name);
});

test('a plan can be stopped, and leaves nothing', async () => {
  const ready = await unifiedTenant();
  const stored = await everything(ready);
  const [definition] = read(modelText(ready.model).replace('most_recent', 'most_frequent'));
  await expect(
    planUnify(db, ready.tenant, definition!, { samples: 1, signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({
    code: 'interrupted',
  });
  expect(await everything(ready)).toEqual(stored);
});

test('applying a changed model asks the worker to unify every tenant that it concerns, the same model none', async () => {
  const ready = await unifiedTenant();
  const queued = async () =>
    (
      await rows<{ key: string }>(
        db.pool,
        sql`select key from graphile_worker.jobs where key like ${`unify:%:${ready.model}`}`,
      )
    ).map(({ key }) => key);
  await execute(db.pool, sql`delete from graphile_worker._private_jobs where key like ${`unify:%:${ready.model}`}`);
  expect(await apply(modelText(ready.model))).toMatchObject([{ change: 'unchanged', tenants: 0 }]);
  expect(await queued()).toEqual([]);
  const [line] = await apply(modelText(ready.model).replace('most_recent', 'most_frequent'));
  expect(line).toMatchObject({ what: 'model', change: 'updated' });
  expect(await queued()).toContain(`unify:${ready.tenant.name}:${ready.model}`);
  expect(line!.tenants).toBe((await queued()).length);
  const plan = await applyWeftFile(db, parseWeftFile(modelText(ready.model), 'weft.yaml'), '/', { plan: true });
  expect(plan).toMatchObject([{ change: 'updated' }]);
});

test('a plan tells what follows: what records of this and other models show of those that change', async () => {
  const ready = await unifiedTenant();
  const { tenant, model } = ready;
  const other = `${model}_deal`;
  const text = `${modelText(model)}    rollups: { deals: { of: ${other}, by: buyer, count: true } }
  ${other}:
    fields: { number: identifier }
    sources: { ovdeals.Deal: { map: { number: Number } } }
    relations: { buyer: { to: ${model}, from: { ovdeals.Deal: { ovsales.Account: Account, ovbooks.Customer: Customer } } } }
`;
  await apply(text);
  await deliver(tenant.name, 'ovdeals.Deal', [
    'Id,Number,Account,Customer',
    '1,D-1,1,',
    '2,D-2,,8',
    '3,D-3,2,',
    '4,D-4,3,',
  ]);
  for (const name of [model, other]) await unify({ tenant, model: name });
  const stored = await everything(ready);
  // Beta and Delta become one, whose deals are then counted together.
  const merging = text
    .replace('rules: [email, [name, phone]]', 'rules: [vat]')
    .replace('phone: phone', 'phone: phone, vat: identifier')
    .replaceAll('phone: Phone', 'phone: Phone, vat: Vat');
  const [planned] = await plan(merging, { tenant: tenant.name });
  expect(await everything(ready)).toEqual(stored);
  expect(planned!.related).toEqual([other]);

  await apply(merging);
  const line = await unify(ready);
  const { changes } = await readChanges(db, tenant, { after: line.seq!.to, limit: 100 });
  expect(changes.map(({ source }) => source)).toEqual([`unified.${other}`, `unified.${model}`]);
  expect(planned!.follows.map(({ model: name, updated }) => [name, updated])).toEqual([
    [other, 1],
    [model, 1],
  ]);
  expect(comparable(planned!.follows.flatMap(({ samples }) => samples))).toEqual(comparable(changes));
});

test('what looks wrong in a model is a warning', async () => {
  const ready = await unifiedTenant();
  const [line] = await apply(
    modelText(ready.model)
      .replace('ovbooks.Customer', 'ovbooks.Custmer')
      .replace('phone: phone }', 'phone: phone, city: city }'),
  );
  expect(line!.warnings).toEqual([
    'sources: no tenant has a stream ovbooks.Custmer, and no integration declares it (did you mean "ovbooks.Customer"?)',
    'fields.city: no source says where its values come from',
  ]);
});

test('other settings of an integration: which, for how many tenants and records, and what comes of it', async () => {
  const ready = await unifiedTenant();
  const integration = `set_${ready.tenant.name}`;
  const text = (settings: string) => `integrations: { ${integration}: { streams: { Thing: ${settings} } } }`;
  await apply(text('{ key: Id, kind: full }'));
  expect(await planSettings(db, parseWeftFile(text('{ key: Id, kind: full }'), 'weft.yaml'))).toEqual([]);
  await deliver(ready.tenant.name, `${integration}.Thing`, ['Id,Code,Note', '1,a,x', '2,b,y']);
  const other = parseWeftFile(text('{ key: Code, drop: [Note] }'), 'weft.yaml');
  expect(await planSettings(db, other)).toEqual([
    {
      integration,
      stream: 'Thing',
      changes: [
        { setting: 'key', before: ['Id'], after: ['Code'] },
        { setting: 'kind', before: 'full', after: null },
        { setting: 'drop', before: null, after: ['Note'] },
      ],
      tenants: 1,
      records: 2,
      effects: [
        '1 tenant keeps its records under the key Id: the next sync, under Code, will be refused',
        'kind holds from the next sync on; until then every record stays as it is',
        'the next sync takes Note out of every record, and out of its history',
      ],
    },
  ]);
  // As it says.
  await apply(text('{ key: Code, drop: [Note] }'));
  await expect(deliver(ready.tenant.name, `${integration}.Thing`, ['Id,Code', '1,a'])).rejects.toMatchObject({
    code: 'conflict',
  });
  expect((await getTenant(db, ready.tenant.name)).id).toBe(ready.tenant.id);
});
