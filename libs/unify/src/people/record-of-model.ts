import { type Tenant, WeftError } from '@app/snapshot-core';
import { parseRef, refText, sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';

/**
 * Checks that a text names a record of one of the model's sources; whether there is such a record is not asked.
 * @returns its `refText`
 * @throws WeftError `invalid` when it has another form, or names a stream that the model does not take
 */
export function recordOfModel(tenant: Pick<Tenant, 'name'>, model: UnifiedModel, text: string): string {
  const ref = parseRef(text);
  const sources = model.sources.map(sourceName);
  if (ref && ref.key !== '' && sources.includes(sourceName(ref))) return refText(ref);
  throw new WeftError(
    'invalid',
    ref
      ? `tenant "${tenant.name}": the model "${model.name}" takes nothing from ${sourceName(ref)}`
      : `tenant "${tenant.name}": "${text}" names no record`,
    `A record is written integration.stream:key; the model's streams are ${sources.join(', ')}.`,
  );
}
