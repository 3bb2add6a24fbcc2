import { entityKind } from '../model/exact-rules.ts';
import type { SemanticType } from '../model/semantic-types.ts';
import { fieldsOf, type UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import { comparedValue } from './match-keys.ts';

/** Strong identifiers in which two records must differ before they are called two entities. */
const DIFFERENCES_FOR_VETO = 2;

/**
 * Whether two records must not be matched although a rule says so: at least two strong identifiers are present on both
 * sides and different, and none agrees. It keeps apart two `Smith Plumbing` of one town that have neither telephone nor
 * website in common.
 *
 * A company differs by phone, website and each identifier field (not by e-mail: it has many); a person by e-mail, phone and
 * each identifier field (not by domain: that is the employer's). Any equal identifier, e-mail, phone or domain, be
 * it in different fields of the type, takes the veto away.
 */
export function isVetoed(model: UnifiedModel, a: Projection, b: Projection): boolean {
  const values = (types: readonly SemanticType[], as: 'value' | 'domain') =>
    [a, b].map((projection) => valuesOf(model, projection, types, as));
  const emails = values(['email'], 'value');
  const phones = values(['phone'], 'value');
  const websites = values(['domain'], 'value');
  const identifiers = fieldsOfTypes(model, ['identifier']).map((field) =>
    [a, b].map((projection) => present(comparedValue(model, projection, field))),
  );
  const agreeing = [emails, phones, values(['domain', 'email'], 'domain'), ...identifiers];
  if (agreeing.some((sides) => relation(sides) === 'agree')) return false;
  const differing = [phones, entityKind(model) === 'company' ? websites : emails, ...identifiers];
  return differing.filter((sides) => relation(sides) === 'differ').length >= DIFFERENCES_FOR_VETO;
}

function relation([left = [], right = []]: readonly (readonly string[])[]): 'agree' | 'differ' | 'unknown' {
  if (left.length === 0 || right.length === 0) return 'unknown';
  return left.some((value) => right.includes(value)) ? 'agree' : 'differ';
}

function valuesOf(
  model: UnifiedModel,
  projection: Projection,
  types: readonly SemanticType[],
  as: 'value' | 'domain',
): string[] {
  return fieldsOfTypes(model, types).flatMap((field) => present(comparedValue(model, projection, field, as)));
}

function fieldsOfTypes(model: UnifiedModel, types: readonly SemanticType[]): string[] {
  return fieldsOf(model).flatMap(([field, type]) => (types.includes(type) ? [field] : []));
}

function present(value: string | null): string[] {
  return value === null ? [] : [value];
}
