import { type Tenant, WeftError } from '@app/snapshot-core';

/** There is nothing to look at before a run under the model as it is now. */
export const notYet = (tenant: Tenant, model: string): WeftError =>
  new WeftError(
    'conflict',
    `tenant "${tenant.name}" has no unified records of the model "${model}" as it is now`,
    `Unify first: \`weft unify ${tenant.name} ${model}\`, or wait for the worker.`,
    { http: 'Wait for the worker, which unifies after each sync.' },
  );
