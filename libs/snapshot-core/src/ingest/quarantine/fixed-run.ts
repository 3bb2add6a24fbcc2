import { getRun, type RunView } from '../../catalog/runs.ts';
import type { Tenant } from '../../catalog/tenant.entity.ts';
import type { Database } from '../../db/database.ts';
import { WeftError } from '../../errors.ts';

/**
 * The run whose rejected records are delivered again.
 * @throws WeftError `unknown_run`; `invalid` when it is of another stream, or was given up as a whole, or rejected nothing
 */
export async function fixedRun(
  db: Database,
  tenant: Tenant,
  runId: number,
  stream?: { integration: string; stream: string },
): Promise<RunView> {
  const run = await getRun(db, tenant, runId);
  const source = `${run.integration}.${run.stream}`;
  if (stream && (run.integration !== stream.integration || run.stream !== stream.stream)) {
    throw new WeftError(
      'invalid',
      `run ${runId} of tenant "${tenant.name}" is of ${source}, not of ${stream.integration}.${stream.stream}`,
      'Deliver the corrected records to the stream that they were rejected from.',
    );
  }
  if (run.status === 'failed' || (run.kind !== 'full' && run.kind !== 'incremental')) {
    throw new WeftError(
      'invalid',
      `run ${runId} of tenant "${tenant.name}" took no records, so there are none of it to deliver again`,
      'Deliver the whole file again, without naming a run.',
    );
  }
  if (run.rejected === 0) {
    throw new WeftError(
      'invalid',
      `run ${runId} of tenant "${tenant.name}" (${source}) rejected nothing, so there is nothing of it to correct`,
      `See which runs did with \`weft rejects ${tenant.name}\`.`,
      { http: `See which runs did with GET /v1/tenants/${tenant.name}/runs.` },
    );
  }
  return run;
}
