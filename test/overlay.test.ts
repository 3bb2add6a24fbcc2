import { execute, ident, sql } from '@app/snapshot-core';
import { deleteTenantDocument, modelFor, modelsFedBy } from '@app/unify';
import { byName, db, deliver, openForTests, overlay, records, told, unifiedTenant, unify } from './support/overlays.ts';

openForTests();

test('a mapping of the tenant: only what it changes is told, and every id stays', async () => {
  const ready = await unifiedTenant();
  const before = byName(await records(ready));
  await overlay(ready, { sources: { 'ovsales.Account': { map: { phone: { first_of: ['Mobile', 'Phone'] } } } } });
  const line = await unify(ready);

  // Beta has no mobile phone, Delta no account.
  expect(line).toMatchObject({ created: 0, updated: 2, deleted: 0 });
  expect(await told(ready, line)).toEqual([
    { op: 'updated', changed: ['phone'] },
    { op: 'updated', changed: ['phone'] },
  ]);
  const after = byName(await records(ready));
  for (const [name, { id }] of before) expect(after.get(name)?.id).toBe(id);
  expect(after.get('Gamma')?.data.phone).toBe('+12125550903');
  expect(await unify(ready)).toMatchObject({ received: 0, seq: null });

  // Without it everything is as it was.
  await deleteTenantDocument(db, ready.tenant, 'config.json');
  expect(await unify(ready)).toMatchObject({ created: 0, updated: 2, deleted: 0 });
  expect(byName(await records(ready))).toEqual(before);
});

test('a rule of the tenant: clusters change, ids of those that do not stay', async () => {
  const ready = await unifiedTenant();
  const before = byName(await records(ready));
  expect([...before.keys()].toSorted()).toEqual(['Acme Inc', 'Beta LLC', 'Delta', 'Gamma']);
  await overlay(ready, {
    fields: { vat: 'identifier' },
    sources: { 'ovsales.Account': { map: { vat: 'Vat' } }, 'ovbooks.Customer': { map: { vat: 'Vat' } } },
    match: { rules: ['vat'] },
  });
  await unify(ready);
  const after = byName(await records(ready));
  expect([...after.keys()].toSorted()).toEqual(['Acme Inc', 'Beta LLC', 'Gamma']);
  expect(after.get('Beta LLC')?.sources.map(({ key }) => key)).toEqual(['2', '8']);
  expect([before.get('Beta LLC')!.id, before.get('Delta')!.id]).toContain(after.get('Beta LLC')!.id);
  for (const name of ['Acme Inc', 'Gamma']) expect(after.get(name)!.id).toBe(before.get(name)!.id);

  await overlay(ready, null);
  await unify(ready);
  expect([...byName(await records(ready)).keys()].toSorted()).toEqual([...before.keys()].toSorted());
});

test('a field of the tenant: added, retyped, taken out', async () => {
  const ready = await unifiedTenant();
  const ids = async () => [...byName(await records(ready))].map(([name, { id }]) => `${name} ${id}`).toSorted();
  const before = await ids();

  const withKind = (type: string) => ({
    fields: { kind: type },
    sources: { 'ovsales.Account': { map: { kind: 'Kind' } } },
  });
  await overlay(ready, withKind('text'));
  const added = await unify(ready);
  expect(await told(ready, added)).toEqual(Array.from({ length: 3 }, () => ({ op: 'updated', changed: ['kind'] })));
  expect(byName(await records(ready)).get('Gamma')?.data.kind).toBe('1');

  // The values are the same, whatever they mean.
  await overlay(ready, withKind('number'));
  expect(await unify(ready)).toMatchObject({ received: 5, created: 0, updated: 0, deleted: 0, seq: null });

  await overlay(ready, { fields: { phone: null } });
  const removed = await unify(ready);
  expect((await told(ready, removed)).map(({ op, changed }) => [op, changed.toSorted().join()]).toSorted()).toEqual([
    ['updated', 'kind,phone'],
    ['updated', 'kind,phone'],
    ['updated', 'kind,phone'],
  ]);
  expect(Object.keys((await records(ready))[0]!.data)).toEqual(['name', 'email']);
  expect(await ids()).toEqual(before);
});

test('a source of the tenant: taken out with its records, put back, and one of its own', async () => {
  const ready = await unifiedTenant();
  const before = byName(await records(ready));
  await overlay(ready, { sources: { 'ovbooks.Customer': null } });
  expect(await unify(ready)).toMatchObject({ created: 0, updated: 1, deleted: 1 });
  const without = byName(await records(ready));
  expect([...without.keys()].toSorted()).toEqual(['Acme Inc', 'Beta LLC', 'Gamma']);
  for (const [name, { id }] of without) expect(id).toBe(before.get(name)!.id);

  await deliver(ready.tenant.name, 'ovshop.Buyer', [
    'Id,Title,Mail',
    '1,Omega,o@omega.example',
    '2,Gamma,g@gamma.example',
  ]);
  const shop = { 'ovshop.Buyer': { map: { name: 'Title', email: 'Mail' } } };
  expect(await modelsFedBy(db.pool, ready.tenant.name, [{ integration: 'ovshop', stream: 'Buyer' }])).toEqual([]);
  await overlay(ready, { sources: shop });
  const fed = await modelsFedBy(db.pool, ready.tenant.name, [{ integration: 'ovshop', stream: 'Buyer' }]);
  expect(fed.map(({ name }) => name)).toEqual([ready.model]);
  await unify(ready);
  const after = byName(await records(ready));
  expect([...after.keys()].toSorted()).toEqual(['Acme Inc', 'Beta LLC', 'Delta', 'Gamma', 'Omega']);
  expect(after.get('Gamma')!.sources).toHaveLength(2);
  for (const name of ['Acme Inc', 'Beta LLC', 'Gamma']) expect(after.get(name)!.id).toBe(before.get(name)!.id);
  // Another tenant's model is as it was.
  expect(
    (await modelFor(db.pool, { ...ready.tenant, schemaName: 'tenant_nobody' }, ready.model)).model.sources,
  ).toHaveLength(2);
});

test('another normaliser: everything is projected anew, nothing is told, ids stay', async () => {
  const ready = await unifiedTenant();
  const { schemaName } = ready.tenant;
  const before = await records(ready);
  await execute(
    db.pool,
    sql`update ${ident(schemaName, 'unify_state')} set normaliser_version = normaliser_version - 1`,
  );
  expect(await unify(ready)).toMatchObject({ received: 5, created: 0, updated: 0, deleted: 0, seq: null });
  expect(await records(ready)).toEqual(before);
});
