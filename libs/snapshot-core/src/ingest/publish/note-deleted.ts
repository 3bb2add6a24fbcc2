import type { PoolClient } from 'pg';
import { sql } from '../../db/sql.ts';
import { noteDeletedVersions } from './deleted-versions.ts';
import { type DiffInput, isFlagged, stagedField } from './diff.ts';

/** Notes the versions of the staged records that say of themselves that they are deleted. Called before the stage goes. */
export async function noteDeleted(tx: PoolClient, runId: number, input: DiffInput): Promise<void> {
  const { snapshot, stage, version } = input;
  const field = version === undefined ? undefined : stagedField(input, version);
  const flagged = isFlagged(input);
  if (!field || !flagged || stage.size === 0) return;
  await noteDeletedVersions(tx, {
    ...snapshot,
    runId,
    ctes: stage.cte,
    key: sql`s._key`,
    version: field.incoming,
    from: sql`${stage.from} s`,
    conditions: [flagged],
  });
}
