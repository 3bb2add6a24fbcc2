import { z } from 'zod';
import { pageSchema } from '../http/page.ts';
import { cursor, limit, queryOf, text } from '../http/parameters.ts';

const ref = z.string().min(1).meta({ description: 'A source record, `integration.stream:key`.' });
const model = text('Name of the unified model.');

const side = z
  .strictObject({
    ref,
    unified_id: z.string().nullable().meta({ description: 'The unified record it is part of.' }),
    data: z.record(z.string(), z.string()).meta({ description: "Its values by the model's fields." }),
  })
  .meta({ id: 'RecordSide' });

const comparison = {
  band: z.enum(['auto', 'review', 'none']),
  weight: z.number().meta({ description: 'log2 of the odds that the two are one entity.' }),
  probability: z.number().meta({ description: 'The same as a probability.' }),
  prior: z.number().meta({ description: 'log2 odds before anything is compared.' }),
  rule: z.string().nullable().meta({ description: 'The strongest exact rule that the two satisfy.' }),
  veto: z.string().nullable().meta({ description: 'What forbids a match.' }),
  evidence: z.array(
    z.strictObject({
      field: z.string(),
      level: z.string().meta({
        description:
          '`exact`, `similar`, …, `different`; `missing`, which says nothing; or `unnamed` and `other structure`, which keep companies under the threshold: no name speaks for the match, or one names a holding.',
      }),
      weight: z.number().meta({ description: 'Bits for (positive) or against (negative) the match.' }),
      a: z.string().nullable(),
      b: z.string().nullable(),
    }),
  ),
};

const absent = z
  .array(ref)
  .meta({ description: 'Those of the two that the tenant does not have now: the decision holds once they come.' });

const merged = z
  .array(z.strictObject({ ref, into: ref }))
  .meta({ description: 'Records that were named by a key which their source has merged away, and what they are now.' });

export const linkView = z
  .strictObject({
    model: z.string(),
    a: ref,
    b: ref,
    same: z.boolean(),
    made: z
      .string()
      .nullable()
      .meta({ description: 'The one of the two that an export of the other made, if it did.' }),
    by: z.string().nullable(),
    note: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'Link' });
export type LinkLine = z.output<typeof linkView>;

export const decidedView = linkView.extend({ merged, absent }).meta({ id: 'DecidedLink' });
export type DecidedLine = z.output<typeof decidedView>;

export const linkPage = pageSchema(linkView);
export const linksQuery = queryOf({ model, limit, cursor });
export type LinksQuery = z.output<typeof linksQuery>;

export const linkBody = z
  .strictObject({
    model: z.string(),
    a: ref,
    b: ref,
    same: z.boolean().meta({ description: 'Whether the two are one entity.' }),
    by: z.string().max(200).optional().meta({ description: 'Who decides.' }),
    note: z.string().max(2000).optional().meta({ description: 'Why.' }),
  })
  .meta({ id: 'LinkDecision' });
export type LinkBody = z.output<typeof linkBody>;

export const pairQuery = queryOf({
  model,
  a: text('A source record, `integration.stream:key`.'),
  b: text('The other one.'),
});
export type PairQuery = z.output<typeof pairQuery>;

export const reviewItem = z
  .strictObject({
    model: z.string(),
    reason: z.string().meta({ description: '`review`, or why a match was held back when records were clustered.' }),
    a: side,
    b: side,
    ...comparison,
  })
  .meta({ id: 'ReviewItem' });
export const reviewPage = pageSchema(reviewItem);

export const pairExplanation = z
  .strictObject({
    model: z.string(),
    a: side,
    b: side,
    ...comparison,
    together: z.boolean(),
    verdict: z.string().meta({ description: 'What decided it, in a sentence.' }),
    thresholds: z.strictObject({ auto: z.number(), review: z.number() }),
    link: linkView.omit({ model: true }).nullable(),
    shared_keys: z.array(z.strictObject({ kind: z.string(), generic: z.boolean(), weak: z.boolean() })),
    path: z.array(z.string()).meta({ description: 'The records by which the two are connected.' }),
    held: z.string().nullable(),
    otherwise: z.array(z.strictObject({ what: z.string(), verdict: z.enum(['match', 'no match']), why: z.string() })),
    merged,
  })
  .meta({ id: 'PairExplanation' });

export const unifiedExplanation = z
  .strictObject({
    id: z.string(),
    resolved_from: z.string().optional(),
    records: z.array(side),
    matches: z.array(z.strictObject({ a: ref, b: ref, linked: z.boolean(), ...comparison })),
  })
  .meta({ id: 'UnifiedExplanation' });

export const remoteId = z
  .strictObject({
    integration: z.string(),
    stream: z.string(),
    key: z.string(),
    direction: z.enum(['in', 'out']).meta({ description: '`out`: made there by exporting the unified record.' }),
    delivered: z.boolean().meta({ description: 'Whether a sync has delivered it yet.' }),
  })
  .meta({ id: 'RemoteId' });
export const remoteIds = z.strictObject({ data: z.array(remoteId) });
export const remoteIdsQuery = queryOf({ integration: text("Only this integration's.").optional() });
export type RemoteIdsQuery = z.output<typeof remoteIdsQuery>;
export const remoteIdBody = z
  .strictObject({
    record: ref,
    by: z.string().max(200).optional(),
  })
  .meta({ id: 'RemoteIdRegistration' });
export type RemoteIdBody = z.output<typeof remoteIdBody>;
