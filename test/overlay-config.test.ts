import { execute, ident, rows, sql } from '@app/snapshot-core';
import { modelFor, type UnifiedView, WeftFileError } from '@app/unify';
import { apply, db, modelText, openForTests, overlay, put, records, unifiedTenant, unify } from './support/overlays.ts';

openForTests();

test('every fault is reported when the document is put, with path and line, and nothing is stored', async () => {
  const ready = await unifiedTenant();
  await overlay(ready, { survive: { phone: 'most_complete' } });
  const { version } = await modelFor(db.pool, ready.tenant, ready.model);
  const text = `{
  "anything": { "else": [1, 2] },
  "models": {
    "${ready.model}": {
      "sources": {
        "ovsales.Account": { "map": { "fone": "Phone__c", "name": { "first_off": ["A"] } } },
        "ovshop": { "map": { "name": "N" } }
      },
      "match": { "auto": 7, "rules": [["emial"]] },
      "survive": { "name": ["hubspot"] },
      "feilds": {},
      "fields": { "fone": null }
    },
    "${ready.model}x": {}
  }
}`;
  const error = await put(ready, text).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(WeftFileError);
  const { faults, message } = error as WeftFileError;
  const at = `models.${ready.model}`;
  expect(message).toBe(`config.json of tenant "${ready.tenant.name}" has 10 faults (lines 6, 7, 9, 10, 11, 12, 14)`);
  expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
    `6 ${at}.sources["ovsales.Account"].map.fone`,
    `6 ${at}.sources["ovsales.Account"].map.name`,
    `6 ${at}.sources["ovsales.Account"].map.name.first_off`,
    `7 ${at}.sources.ovshop`,
    `9 ${at}.match.auto`,
    `9 ${at}.match.rules[0][0]`,
    `10 ${at}.survive.name[0]`,
    `11 ${at}.feilds`,
    `12 ${at}.fields.fone`,
    `14 ${at}x`,
  ]);
  expect((await modelFor(db.pool, ready.tenant, ready.model)).version).toBe(version);
  for (const wrong of ['[]', '3', '{"models":[]}', `{"models":{"${ready.model}":"x"}}`]) {
    await expect(put(ready, wrong)).rejects.toThrow(WeftFileError);
  }
});

test('an overlay that a change of the model leaves without its ground fails the run by name, records stay', async () => {
  const ready = await unifiedTenant();
  await overlay(ready, {
    sources: { 'ovsales.Account': { map: { phone: 'Mobile' } } },
    survive: { phone: 'most_complete' },
  });
  await unify(ready);
  const before = await records(ready);
  await apply(
    modelText(ready.model)
      .replace(', phone: phone', '')
      .replaceAll(', phone: Phone', '')
      .replace('[email, [name, phone]]', '[email]'),
  );
  await expect(unify(ready)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(
      new RegExp(
        `^run \\d+ of ${ready.tenant.name}/unified.${ready.model}: what config.json of tenant "${ready.tenant.name}" lays over ` +
          `model "${ready.model}" does not fit version 2 of it: .*map.phone maps to a field .*; .*survive.phone names a field`,
      ),
    ),
  });
  expect((await records(ready)).map(({ id, data }) => [id, data.name])).toEqual(
    before.map(({ id, data }) => [id, data.name]),
  );
  await overlay(ready, {});
  expect(await unify(ready)).toMatchObject({ status: 'succeeded', created: 0, deleted: 0 });
});

test('putting config.json asks for unification of the models that it changes, and of no other', async () => {
  const [ready, other] = [await unifiedTenant(), await unifiedTenant()];
  const queued = async () => {
    const found = await rows<{ key: string }>(
      db.pool,
      sql`select key from graphile_worker.jobs where key like ${`unify:${ready.tenant.name}:%`} order by key`,
    );
    return found.map(({ key }) => key.split(':')[2]);
  };
  const taken = () =>
    execute(db.pool, sql`delete from graphile_worker._private_jobs where key like ${`unify:${ready.tenant.name}:%`}`);
  await taken();
  const config = {
    own: 1,
    models: { [ready.model]: { survive: { name: 'most_complete' } }, [other.model]: { match: { auto: 0.9 } } },
  };
  await put(ready, config);
  // The tenant has records for both: they have the same streams.
  expect(await queued()).toEqual([ready.model, other.model].toSorted());
  await taken();
  await put(ready, { ...config, own: 2 });
  expect(await queued()).toEqual([]);
  await put(ready, { models: { [ready.model]: config.models[ready.model] } });
  expect(await queued()).toEqual([other.model]);
});

test('a config.json that is a secret is unified with all the same, also without the key', async () => {
  const ready = await unifiedTenant();
  await put(
    ready,
    { token: 'hunter2', models: { [ready.model]: { sources: { 'ovsales.Account': { map: { phone: 'Mobile' } } } } } },
    true,
  );
  expect(await unify(ready)).toMatchObject({ updated: 3 });
  const stored = await rows(
    db.pool,
    sql`select to_jsonb(d) as row from ${ident(ready.tenant.schemaName, 'document')} d`,
  );
  expect(JSON.stringify(stored)).not.toMatch(/hunter2|token/);
  expect(JSON.stringify(stored)).toContain('Mobile');
});

test('a model applied by an earlier Weft, which did not keep what was written, takes overlays, too', async () => {
  const ready = await unifiedTenant();
  const before = await records(ready);
  await execute(db.pool, sql`update weft.model_version set written = null where name = ${ready.model}`);
  expect(await unify(ready)).toMatchObject({ received: 0, seq: null });
  await overlay(ready, { survive: { phone: 'most_complete' } });
  expect(await unify(ready)).toMatchObject({ received: 5, seq: null });
  const shown = ({ id, data, sources }: UnifiedView) => ({ id, data, sources });
  expect((await records(ready)).map(shown)).toEqual(before.map(shown));
});

test('what another model adds up cannot be taken out unless that is taken out, too', async () => {
  const ready = await unifiedTenant();
  const [customer, invoice] = [`${ready.model}_c`, `${ready.model}_i`];
  await apply(`
models:
  ${customer}:
    fields: { name: company_name }
    sources: { ovsales.Account: { map: { name: Name } } }
    rollups: { sum: { of: ${invoice}, by: customer, sum: kind } }
  ${invoice}:
    fields: { number: identifier, kind: number }
    sources: { ovbooks.Customer: { map: { number: Vat, kind: Kind } } }
    relations: { customer: { to: ${customer}, from: { ovbooks.Customer: { ovsales.Account: Id } } } }
`);
  const taken = async (own: object) => {
    const error = await put(ready, { models: own }).then(
      () => undefined,
      (caught: unknown) => caught,
    );
    return error instanceof WeftFileError ? error.faults.map(({ path, message }) => `${path} ${message}`) : error;
  };
  expect(await taken({ [invoice]: { fields: { kind: null } } })).toEqual([
    `models.${invoice} leaves roll-up sum of model ${customer} without what it asks for: it names "kind", which is no field of ` +
      `model ${invoice}; take that out, too: {"${customer}": {"rollups": {"sum": null}}}`,
  ]);
  expect(await taken({ [invoice]: { relations: { customer: null } } })).toEqual([
    expect.stringContaining('it names "customer", which is no relation'),
  ]);
  expect(
    await taken({ [invoice]: { fields: { kind: null } }, [customer]: { rollups: { sum: null } } }),
  ).toBeUndefined();
});
