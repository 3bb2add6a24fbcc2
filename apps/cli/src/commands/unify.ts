import type { Command } from 'commander';
import { unifiedSource, WeftError } from '@app/snapshot-core';
import { getModel, listModels } from '@app/unify';
import { exitCodeOf } from '../exit-codes.ts';
import { openPrinter } from '../output/printer.ts';
import { withTenant } from '../session.ts';
import { unifyModels } from '../sync/unify-models.ts';

/** `weft unify`: weaves a tenant's streams into unified records. */
export function registerUnify(program: Command): void {
  program
    .command('unify')
    .description('bring unified records up to date')
    .argument('<tenant>')
    .argument('[model]', 'only this one')
    .option('--full', 'look at every record again, not only at what changed')
    .option('--json', 'a JSON line for each model')
    .action(unify);
}

function unify(name: string, model: string | undefined, { full, json }: { full?: true; json?: true }): Promise<void> {
  return withTenant(name, async (session) => {
    const models = model === undefined ? await listModels(session.db) : [await getModel(session.db, model)];
    if (models.length === 0) {
      throw new WeftError(
        'unknown_model',
        'no model is declared yet',
        'Declare one in weft.yaml and `weft apply weft.yaml`.',
      );
    }
    const nameWidth = Math.max(...models.map((one) => unifiedSource(one.name).length));
    return exitCodeOf(
      await unifyModels(session, name, models, { printer: openPrinter('go on'), json, full, nameWidth }),
    );
  });
}
