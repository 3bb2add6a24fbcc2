import type { Rollup, UnifiedModel } from '../model/unified-model.ts';
import { didYouMean } from './did-you-mean.ts';

/** A roll-up that nothing could come of, since the other model has not what it asks for. */
export interface RelatedFault {
  readonly model: string;
  readonly rollup: string;
  /** The option that names what is not there. */
  readonly option: 'by' | 'sum';
  readonly of: string;
  readonly message: string;
}

/** Roll-ups of models that ask others of these models for a relation or a field that they do not have. What is not among them is not judged. */
export function relatedFaults(models: Iterable<UnifiedModel>): RelatedFault[] {
  const byName = new Map([...models].map((model) => [model.name, model]));
  return [...byName.values()].flatMap((model) =>
    Object.entries(model.rollups ?? {}).flatMap(([rollup, asked]): RelatedFault[] => {
      const other = byName.get(asked.of);
      const fault = other && faultOf(model, asked, other);
      return fault ? [{ model: model.name, rollup, of: asked.of, ...fault }] : [];
    }),
  );
}

function faultOf(
  { name }: UnifiedModel,
  { by, sum }: Rollup,
  other: UnifiedModel,
): Pick<RelatedFault, 'option' | 'message'> | undefined {
  const relations = other.relations ?? {};
  const relation = Object.hasOwn(relations, by) ? relations[by] : undefined;
  if (relation === undefined) {
    const hint = didYouMean(by, Object.keys(relations));
    return { option: 'by', message: `names "${by}", which is no relation of model ${other.name}${hint}` };
  }
  if (relation.to !== name) {
    return {
      option: 'by',
      message: `names "${by}" of model ${other.name}, which leads to ${relation.to}, not to ${name}`,
    };
  }
  if (sum === undefined || Object.hasOwn(other.fields, sum)) return undefined;
  return {
    option: 'sum',
    message: `names "${sum}", which is no field of model ${other.name}${didYouMean(sum, other.order)}`,
  };
}
