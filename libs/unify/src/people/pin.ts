import { type Database, type Tenant, transaction, WeftError } from '@app/snapshot-core';
import { refText } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { modelFor } from '../overlay/model-for.ts';
import { getUnified } from '../read/read-unified.ts';
import { findMembers, memberRef } from '../store/members.ts';
import { modelTables } from '../store/model-tables.ts';
import { createPinTable, forgetPins, hasPins, listPins, type Pin, savePin } from '../store/pins.ts';
import { createUnifyTables, hasUnifyTables } from '../store/unify-tables.ts';

/** A field of a unified record. */
export interface PinPlace {
  model: string;
  /** Of the unified record; a retired one is followed. */
  id: string;
  field: string;
}

/** A pin as users see it. */
export interface PinView {
  /** The unified record that it counts for now; null while its source record is not there. */
  id: string | null;
  field: string;
  value: string | string[];
  /** The source record that it goes with. */
  ref: string;
  by: string | null;
  /** ISO time. */
  at: string;
}

/**
 * Gives a field of a unified record a value that stands whatever its sources say, from the next run on. It goes with the first of
 * the record's sources, so it outlives any recompute: where two pinned records merge the newer pin counts, and after a
 * split it counts for the part with that source.
 *
 * @param values one; for a field with many values all that it is to have
 * @throws WeftError `unknown_model`; `unknown_record`; `invalid` when the model has no such field, or not so many values
 */
export async function pinValue(
  db: Database,
  tenant: Tenant,
  { model: name, id, field }: PinPlace,
  values: readonly string[],
  by: string | null = null,
): Promise<PinView> {
  const { model } = await modelFor(db.pool, tenant, name);
  const texts = [...new Set(values.map((value) => value.trim()))];
  checkPin(tenant, model, field, texts);
  const unified = await getUnified(db, tenant, model, id);
  const ref = refText(unified.sources[0]!);
  const pin = await transaction(db.pool, async (tx) => {
    await createUnifyTables(tx, tenant.schemaName);
    await createPinTable(tx, tenant.schemaName);
    return savePin(tx, tenant.schemaName, name, { ref, field, values: texts, by });
  });
  return pinView(model, pin, unified.id);
}

/**
 * Takes the pins of a field of a unified record away: its sources say again what it is.
 * @throws WeftError `unknown_model`; `unknown_record` when there is no such unified record, or nothing is pinned there
 */
export async function forgetPin(db: Database, tenant: Tenant, { model: name, id, field }: PinPlace): Promise<void> {
  const { model } = await modelFor(db.pool, tenant, name);
  const refs = (await getUnified(db, tenant, model, id)).sources.map(refText);
  const forgotten = await transaction(
    db.pool,
    async (tx) => (await hasPins(tx, tenant.schemaName)) && forgetPins(tx, tenant.schemaName, name, refs, field),
  );
  if (forgotten) return;
  throw new WeftError(
    'unknown_record',
    `tenant "${tenant.name}": nothing is pinned for "${field}" of the unified ${name} ${id}`,
    'The list of pins shows what is.',
  );
}

/** A tenant's pins of a model, in order of the source records that they go with. @throws WeftError `unknown_model` */
export async function listPinned(
  db: Database,
  tenant: Tenant,
  name: string,
  page: { after?: readonly [ref: string, field: string]; limit: number },
): Promise<PinView[]> {
  const { model } = await modelFor(db.pool, tenant, name);
  if (!(await hasPins(db.pool, tenant.schemaName))) return [];
  const pins = await listPins(db.pool, tenant.schemaName, name, page);
  const refs = pins.map(({ ref }) => ref);
  const tables = modelTables(tenant.schemaName, name);
  const members = (await hasUnifyTables(db.pool, tenant.schemaName, name))
    ? await findMembers(db.pool, tables, refs)
    : [];
  const ids = new Map(members.map((member) => [memberRef(member), member.unifiedId]));
  return pins.map((pin) => pinView(model, pin, ids.get(pin.ref) ?? null));
}

const pinView = (model: UnifiedModel, { ref, field, values, by, at }: Pin, id: string | null): PinView => {
  return { id, field, value: model.many?.includes(field) ? values : values[0]!, ref, by, at };
};

function checkPin(tenant: Tenant, model: UnifiedModel, field: string, values: readonly string[]): void {
  const refuse = (what: string, hint: string): never => {
    throw new WeftError('invalid', `tenant "${tenant.name}", model "${model.name}": ${what}`, hint);
  };
  if (!model.order.includes(field)) {
    refuse(`there is no field "${field}" to pin`, `Its fields are ${model.order.join(', ')}.`);
  }
  if (values.length === 0 || values.includes('')) {
    refuse(`a pin of "${field}" needs a value`, 'Forget the pin to have what the sources say.');
  }
  if (values.length > 1 && !model.many?.includes(field)) {
    refuse(`"${field}" has one value, ${values.length} are given`, 'Give one, or declare the field with `many: true`.');
  }
}
