import { join } from 'node:path';
import { cliPlace } from './support/cli-place.ts';
import { uniqueTenant } from './support/database.ts';
import { jsonLines } from './support/weft.ts';

const { folder, run, file } = cliPlace();

test('one line of JSON a run, with the keys of the contract in its order', async () => {
  const tenant = uniqueTenant();
  const path = await file('salesforce/Account-20250101T000000.csv', 'Id,Name\n1,Acme\n2,Beta\n');

  const first = await run('ingest', path, '--tenant', tenant, '--kind', 'full', '--json');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(/^\{.*\}\n$/);
  const [line] = jsonLines(first.stdout);
  const { run: number, ms, ...rest } = line!;
  expect(Object.keys(line!)).toEqual([
    'tenant',
    'integration',
    'stream',
    'run',
    'status',
    'kind',
    'merge',
    'received',
    'created',
    'updated',
    'deleted',
    'unchanged',
    'rejected',
    'held',
    'seq',
    'ms',
  ]);
  expect([typeof number, typeof ms]).toEqual(['number', 'number']);
  expect(rest).toEqual({
    tenant,
    integration: 'salesforce',
    stream: 'Account',
    status: 'succeeded',
    kind: 'full',
    merge: 'patch',
    received: 2,
    created: 2,
    updated: 0,
    deleted: 0,
    unchanged: 0,
    rejected: 0,
    held: 0,
    seq: { from: 1, to: 2 },
  });

  const again = await run('ingest', path, '--tenant', tenant, '--kind', 'full', '--json');
  expect(jsonLines(again.stdout)[0]).toMatchObject({ received: 2, unchanged: 2, created: 0, seq: null });
});

test('rejected records: exit code 3, and `weft rejects` shows line, key, reason and the raw record', async () => {
  const tenant = uniqueTenant();
  const path = await file('crm/Lead-20250101T000000.csv', 'Id,Name\n1,Acme\n2\n3,Gamma\n');

  const ingest = await run('ingest', path, '--tenant', tenant, '--json');
  expect(ingest.code).toBe(3);
  const [line] = jsonLines<{ run: number; rejected: number; created: number }>(ingest.stdout);
  expect(line).toMatchObject({ rejected: 1, created: 2 });
  expect(ingest.stderr).toContain(`weft rejects ${tenant} ${line!.run}`);

  const rejects = await run('rejects', tenant, String(line!.run), '--json');
  expect(rejects.code).toBe(0);
  expect(jsonLines(rejects.stdout)).toEqual([
    {
      id: expect.any(Number),
      line: 3,
      key: '2',
      reason: expect.any(String),
      raw: '2',
      state: 'open',
      resolved_by: null,
    },
  ]);
});

test('held deletes: exit code 3; approve publishes them, and a second approve fails', async () => {
  const tenant = uniqueTenant();
  const many = await file(
    'crm/Deal-20250101T000000.csv',
    `Id\n${Array.from({ length: 50 }, (_, i) => `d${i}\n`).join('')}`,
  );
  const few = await file('crm/Deal-20250102T000000.csv', 'Id\nd0\n');

  const ingest = await run('ingest', many, few, '--tenant', tenant, '--kind', 'full', '--json');
  expect(ingest.code).toBe(3);
  const [first, second] = jsonLines<{ run: number }>(ingest.stdout);
  expect(first).toMatchObject({ status: 'succeeded', created: 50 });
  expect(second).toMatchObject({ status: 'held', held: 49, deleted: 0 });

  const approve = await run('approve', tenant, String(second!.run), '--json');
  expect(approve.code).toBe(0);
  expect(jsonLines(approve.stdout)[0]).toMatchObject({ kind: 'approve', status: 'succeeded', deleted: 49 });
  const again = await run('approve', tenant, String(second!.run));
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toMatch(/^error: .+\. .+\.\n$/);

  const limited = await run('ingest', few, '--tenant', tenant, '--kind', 'full', '--delete-limit', 'none');
  expect(limited.code).toBe(0);
});

test('a plan tells the changes and writes nothing', async () => {
  const tenant = uniqueTenant();
  const before = await file('crm/Plan-20250101T000000.csv', 'Id,Name\n1,Acme\n2,Beta\n');
  const after = await file('crm/Plan-20250102T000000.csv', 'Id,Name\n1,ACME\n3,Gamma\n');
  await run('ingest', before, '--tenant', tenant);

  const plan = await run('ingest', after, '--tenant', tenant, '--kind', 'full', '--plan', '--json');
  expect(plan.code).toBe(0);
  const lines = jsonLines(plan.stdout);
  expect(lines.slice(0, -1).map(({ op, key, before: old }) => [op, key, old])).toEqual(
    expect.arrayContaining([
      ['updated', '1', { Name: 'Acme' }],
      ['created', '3', null],
      ['deleted', '2', { Id: '2', Name: 'Beta' }],
    ]),
  );
  expect(lines[0]).not.toHaveProperty('seq');
  expect(lines.at(-1)).toMatchObject({ run: 0, created: 1, updated: 1, deleted: 1, seq: null });

  const changes = await run('changes', tenant, '--json');
  expect(jsonLines(changes.stdout)).toHaveLength(2);
});

test('records as JSON and as CSV: null and the empty string stay apart, and the CSV is sync output again', async () => {
  const tenant = uniqueTenant();
  const content = 'Id,Name,Note\r\n1,"Quote "" and, comma",\r\n2," padded ",""\r\n3,"two\nlines",NA\r\n';
  const path = await file('crm/Thing-20250101T000000.csv', content);
  await run('ingest', path, '--tenant', tenant);

  const [json, csv] = await Promise.all([
    run('records', tenant, 'crm.Thing', '--json'),
    run('records', tenant, 'crm.Thing', '--csv'),
  ]);
  expect(jsonLines(json.stdout)).toEqual([
    { key: '1', data: { Id: '1', Name: 'Quote " and, comma', Note: null }, created_seq: 1, changed_seq: 1 },
    { key: '2', data: { Id: '2', Name: ' padded ', Note: '' }, created_seq: 2, changed_seq: 2 },
    { key: '3', data: { Id: '3', Name: 'two\nlines', Note: 'NA' }, created_seq: 3, changed_seq: 3 },
  ]);
  expect(csv.stdout).toBe(content);
  const one = await run('records', tenant, 'crm.Thing', '--key', '2', '--json');
  expect(jsonLines(one.stdout)).toHaveLength(1);
});

test('history and changes are the lines of the contract; a limit and a source narrow the feed', async () => {
  const tenant = uniqueTenant();
  const first = await file('crm/Account-20250101T000000.csv', 'Id,Phone\n001,1\n');
  const second = await file('crm/Account-20250102T000000.csv', 'Id,Phone\n001,2\n');
  const other = await file('erp/Item-20250102T000000.csv', 'Id\nx\n');
  await run('ingest', first, second, other, '--tenant', tenant);

  const history = jsonLines(await run('history', tenant, 'crm.Account', '001', '--json').then(({ stdout }) => stdout));
  expect(history).toHaveLength(2);
  const changes = await run('changes', tenant, '--after', '1', '--json');
  expect(jsonLines(changes.stdout)).toEqual([
    {
      seq: 2,
      run: expect.any(Number),
      source: 'crm.Account',
      key: '001',
      op: 'updated',
      changed: ['Phone'],
      before: { Phone: '1' },
      after: { Id: '001', Phone: '2' },
      at: expect.stringMatching(/Z$/),
    },
    expect.objectContaining({ seq: 3, source: 'erp.Item', op: 'created', before: null }),
  ]);
  expect(history[1]).toEqual(jsonLines(changes.stdout)[0]);
  const [narrowed, limited, none] = await Promise.all([
    run('changes', tenant, '--source', 'erp.Item', '--json'),
    run('changes', tenant, '--limit', '1', '--json'),
    run('changes', tenant, '--source', 'erp.Item', '--source', 'crm.Acount'),
  ]);
  expect(jsonLines(narrowed.stdout).map(({ seq }) => seq)).toEqual([3]);
  expect(jsonLines(limited.stdout).map(({ seq }) => seq)).toEqual([1]);
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toMatch(/has no stream crm\.Acount\. .*there are crm\.Account, erp\.Item\.\n$/);
});

test('sync takes a whole directory, oldest first; a file that fails holds up its own stream alone', async () => {
  const tenant = uniqueTenant();
  const directory = join(folder, 'outputs');
  await file('outputs/crm/Account-20250102T000000.csv', 'Id,Name\n1,new\n');
  await file('outputs/crm/Account-20250101T000000.csv', 'Id,Name\n1,old\n');
  await file('outputs/crm/Broken-20250101T000000.csv', 'Name\nno key\n');
  await file('outputs/crm/Broken-20250102T000000.csv', 'Id,Name\n1,later\n');

  const sync = await run('sync', '--tenant', tenant, directory, '--json');
  expect(sync.code).toBe(1);
  expect(jsonLines(sync.stdout)).toMatchObject([
    { stream: 'Account', created: 1 },
    { stream: 'Account', updated: 1 },
  ]);
  expect(sync.stderr).toContain('crm.Broken');
  expect(sync.stderr).toContain('left out: ');
  const record = await run('records', tenant, 'crm.Account', '--json');
  expect(jsonLines(record.stdout)[0]).toMatchObject({ data: { Name: 'new' } });

  // Once more it changes nothing: the older file would set the record back, and the newer one forth again.
  const again = await run('sync', '--tenant', tenant, directory, '--json');
  expect(jsonLines(again.stdout)).toMatchObject([{ stream: 'Account', unchanged: 1, seq: null }]);
  expect(again.stderr).toContain('left out: 1 file ingested before');
  const all = await run('sync', '--tenant', tenant, directory, '--all', '--json');
  expect(jsonLines(all.stdout)).toMatchObject([{ updated: 1 }, { updated: 1 }]);
});

test('an earlier state, its checksum, and a run undone: a plan first, then for good', async () => {
  const tenant = uniqueTenant();
  const [first, second] = await Promise.all([
    file('time/crm/Account-20250101T000000.csv', 'Id,Name\n1,Acme\n2,Beta\n'),
    file('time/crm/Account-20250102T000000.csv', 'Id,Name\n1,Acme & Co\n3,Cord\n'),
  ]);
  const stream = [tenant, 'crm.Account'] as const;
  const ingested = await run('ingest', first, second, '--tenant', tenant, '--kind', 'full', '--json');
  const [one, two] = jsonLines<{ run: number }>(ingested.stdout);
  const namesAsOf = async (seq: string) =>
    jsonLines<{ data: { Name: string } }>((await run('records', ...stream, '--as-of', seq, '--json')).stdout).map(
      ({ data }) => data.Name,
    );
  expect(await Promise.all(['0', '1', '2', '4'].map(namesAsOf))).toEqual([
    [],
    ['Acme'],
    ['Acme', 'Beta'],
    ['Acme & Co', 'Beta', 'Cord'],
  ]);
  const future = await run('records', ...stream, '--as-of', '99', '--json');
  expect(future).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('has no change 99 yet') });
  const gone = await run('records', ...stream, '--as-of', '2', '--key', '2', '--json');
  expect(jsonLines(gone.stdout)).toEqual([
    { key: '2', data: { Id: '2', Name: 'Beta' }, created_seq: 2, changed_seq: 2 },
  ]);

  const refused = await run('revert', tenant, String(one!.run), '--json');
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('cannot be reverted') });
  const conflicts = await run('revert', tenant, String(one!.run), '--plan', '--json');
  expect(conflicts.code).toBe(3);
  expect(jsonLines(conflicts.stdout)).toMatchObject([
    { conflict: { key: '1', seq: 3, run: two!.run, op: 'updated' } },
    { conflict: { key: '2', seq: 5, run: two!.run, op: 'deleted' } },
    { run: 0, kind: 'revert', received: 0 },
  ]);
  const plan = await run('revert', tenant, String(two!.run), '--plan', '--json');
  expect(plan).toMatchObject({ code: 0, stderr: '' });
  expect(jsonLines(plan.stdout).map(({ key, op }) => [key, op])).toEqual([
    ['2', 'created'],
    ['1', 'updated'],
    ['3', 'deleted'],
    [undefined, undefined],
  ]);
  const done = await run('revert', tenant, String(two!.run), '--json');
  expect(jsonLines(done.stdout)).toMatchObject([{ kind: 'revert', created: 1, updated: 1, deleted: 1 }]);
  const [then] = jsonLines((await run('digest', ...stream, '--as-of', '2', '--json')).stdout);
  const [now] = jsonLines((await run('digest', ...stream, '--json')).stdout);
  expect(now).toEqual({ ...then, seq: 8 });

  const pruned = await run('prune', tenant, '--days', '0', '--json');
  expect(jsonLines(pruned.stdout)).toEqual([{ tenant, changes: 8, oldest: 9, rejects: 0 }]);
  const cut = await run('history', ...stream, '1', '--json');
  expect(cut).toMatchObject({ code: 0, stdout: '', stderr: 'Earlier changes of this record have been pruned.\n' });
  const tooOld = await run('records', ...stream, '--as-of', '2', '--json');
  expect(tooOld).toMatchObject({ code: 1, stderr: expect.stringContaining('Read as of 8 or later') });
  const [fromOldest, fromFirst] = await Promise.all([
    run('changes', tenant, '--json'),
    run('changes', tenant, '--after', '0', '--json'),
  ]);
  expect(fromOldest).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'changes up to 8 have been pruned; these begin at 9\n',
  });
  expect(fromFirst).toMatchObject({ code: 1, stdout: '' });
  expect(fromFirst.stderr).toContain(`\`weft changes ${tenant} --after 8\``);
});

test('a folder in several formats and parts: files of one time are one run, later ones come after', async () => {
  const tenant = uniqueTenant();
  await file('parts/crm/Lead-20250101T000000.part1.csv', 'Id,Name\n1,a\n');
  await file('parts/crm/Lead-20250101T000000.part2.jsonl', '{"Id":"2","Name":"b"}\n');
  await file('parts/crm/Lead-20250102T000000.json', '[{"Id":"2","Name":"B"}]');
  const sync = await run('sync', '--tenant', tenant, join(folder, 'parts'), '--json');
  expect(sync).toMatchObject({ code: 0 });
  const lines = jsonLines(sync.stdout).map(({ stream, received, created, updated }) => [
    stream,
    received,
    created,
    updated,
  ]);
  expect(lines).toEqual([
    ['Lead', 2, 2, 0],
    ['Lead', 1, 0, 1],
  ]);
});
