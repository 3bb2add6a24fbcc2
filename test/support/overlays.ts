import {
  type Database,
  getTenant,
  openSecrets,
  prepareQueue,
  readChanges,
  runSync,
  type RunLine,
} from '@app/snapshot-core';
import {
  applyWeftFile,
  parseWeftFile,
  putTenantDocument,
  readUnified,
  runUnify,
  shownModel,
  type UnifiedView,
} from '@app/unify';
import { SECRET_KEY } from './api.ts';
import { testDatabase, uniqueTenant } from './database.ts';
import { textInput } from './ingest.ts';

/** The worker's database, open while the tests of a file run that has called {@link openForTests}. */
export let db: Database;

export function openForTests(): void {
  beforeAll(async () => {
    db = await testDatabase();
    await prepareQueue(db);
  });
  afterAll(() => db.close());
}

const secrets = () => openSecrets(db, { home: '/nonexistent', secretKey: SECRET_KEY });

/** Two integrations that no other test has, and a model over them. */
export const modelText = (name: string): string => `
models:
  ${name}:
    fields: { name: company_name, email: email, phone: phone }
    sources:
      ovsales.Account: { unique: true, map: { name: Name, email: Email, phone: Phone } }
      ovbooks.Customer: { map: { name: Name, email: Email, phone: Phone } }
    match: { rules: [email, [name, phone]] }
    survive: { default: most_recent, name: [ovsales, ovbooks] }
`;

/** A tenant with records and their unified records, by a model of its own. */
export async function unifiedTenant() {
  const tenant = uniqueTenant();
  const model = `ov_${tenant}`;
  await apply(modelText(model));
  await deliver(tenant, 'ovsales.Account', [
    'Id,Name,Email,Phone,Mobile,Vat,Kind',
    '1,Acme Inc,a@acme.example,+12125550101,+12125550901,DE1,1',
    '2,Beta LLC,b@beta.example,+12125550102,,DE2,2',
    '3,Gamma,g@gamma.example,+12125550103,+12125550903,DE3,1',
  ]);
  await deliver(tenant, 'ovbooks.Customer', [
    'Id,Name,Email,Phone,Vat',
    '7,Acme,a@acme.example,+12125550101,DE1',
    '8,Delta,d@delta.example,,DE2',
  ]);
  const ready = { tenant: await getTenant(db, tenant), model };
  await unify(ready);
  return ready;
}
export type Ready = Awaited<ReturnType<typeof unifiedTenant>>;

export const apply = (text: string) => applyWeftFile(db, parseWeftFile(text, 'weft.yaml'), '/');

export async function deliver(tenant: string, source: string, lines: readonly string[]): Promise<void> {
  const [integration, stream] = source.split('.') as [string, string];
  await runSync(db, { tenant, integration, stream, input: textInput(`${lines.join('\n')}\n`) });
}

export const unify = ({ tenant, model }: Ready): Promise<RunLine> => runUnify(db, tenant, { name: model });

export const put = ({ tenant }: Ready, config: unknown, secret = false) => {
  const bytes = Buffer.from(typeof config === 'string' ? config : JSON.stringify(config));
  return putTenantDocument(db, secrets(), tenant, { name: 'config.json', bytes, type: 'json', secret });
};

export const overlay = (ready: Ready, own: unknown, secret = false) =>
  put(ready, { models: { [ready.model]: own } }, secret);

export async function records({ tenant, model }: Ready): Promise<UnifiedView[]> {
  return readUnified(db, tenant, await shownModel(db.pool, tenant, model), { limit: 100 });
}

/** What a run told the feed: op, changed fields. */
export async function told({ tenant }: Ready, line: RunLine) {
  if (!line.seq) return [];
  const { changes } = await readChanges(db, tenant, { after: line.seq.from - 1, limit: 100 });
  return changes.map(({ op, changed }) => ({ op, changed: (changed ?? []).filter((field) => field !== '_sources') }));
}

export const byName = (views: UnifiedView[]) => new Map(views.map((view) => [String(view.data.name), view]));
