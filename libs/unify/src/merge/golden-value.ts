import { SEMANTIC_TYPE_RULES, type SemanticType } from '../model/semantic-types.ts';
import type { ProjectedField } from '../project/project-record.ts';

/**
 * The text that a unified record shows for a field: for e-mail, phone and domain the normalised form where there is one
 * that stands for itself (a phone number only as E.164; bare digits are shown as the source wrote them), for all other
 * types the source's own writing. Null when the source has no value.
 */
export function goldenValue(type: SemanticType, field: ProjectedField): string | null {
  const { value, normalised } = field;
  if (SEMANTIC_TYPE_RULES[type].shows === 'cleaned' || normalised === null) return value;
  return type === 'phone' && !normalised.startsWith('+') ? value : normalised;
}
