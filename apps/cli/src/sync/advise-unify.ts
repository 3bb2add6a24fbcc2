import type { RunLine } from '@app/snapshot-core';
import { note } from '../output/note.ts';
import type { Session } from '../session.ts';
import { hasModels } from './has-models.ts';

/** Says which unified records are behind now: a worker was asked to see to them, but there may be none. */
export async function adviseUnify({ db }: Pick<Session, 'db'>, runs: readonly RunLine[]): Promise<void> {
  const changed = runs.filter(({ seq }) => seq !== null);
  if (changed.length === 0 || !(await hasModels(db.pool))) return;
  const { modelsFedBy } = await import('./unify-library.ts');
  const { tenant } = changed[0]!;
  const models = await modelsFedBy(db.pool, tenant, changed);
  if (models.length === 0) return;
  const names = models.map(({ name }) => `unified.${name}`).join(', ');
  note(`behind now: ${names}; a worker brings up to date, or \`weft unify ${tenant}\``);
}
