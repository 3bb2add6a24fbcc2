import type { Database, Tenant } from '@app/snapshot-core';
import { compareText, refText } from '../model/source-record.ts';
import { getUnified } from '../read/read-unified.ts';
import { edgesOf } from '../store/edges.ts';
import { findMembers, memberRef } from '../store/members.ts';
import { CONNECTING, EDGE_BANDS } from '../match/edge-bands.ts';
import { openUnified, type Unified } from './open-unified.ts';
import { type Comparison, compareMembers, type RecordSide, sideOf } from './pair-view.ts';

/** A match inside a unified record. */
export interface InnerMatch extends Comparison {
  a: string;
  b: string;
  /** Somebody decided that the two are one. */
  linked: boolean;
}

/** Why the records of a unified record are one. */
export interface UnifiedExplanation {
  id: string;
  resolved_from?: string;
  records: RecordSide[];
  /** The matches among them, strongest first, at most 200. */
  matches: InnerMatch[];
}

const MOST_MATCHES = 200;

/**
 * Explains a unified record: its source records, and the matches that hold them together. A retired id answers with the record
 * that its sources are part of now.
 * @throws WeftError `unknown_model`; `unknown_record` as `getUnified`
 */
export async function explainUnified(
  db: Database,
  tenant: Tenant,
  model: Unified['model'],
  asked: string,
): Promise<UnifiedExplanation> {
  const { id, resolved_from, sources } = await getUnified(db, tenant, model, asked);
  const named = { id, ...(resolved_from !== undefined && { resolved_from }) };
  const unified = await openUnified(db.pool, tenant, model.name);
  if (!unified) return { ...named, records: [], matches: [] };
  const { tables, linkage } = unified;
  // By its source records, which an index finds: of who is part of what there is none.
  const members = (await findMembers(db.pool, tables, sources.map(refText)))
    .filter(({ unifiedId }) => unifiedId === id)
    .sort((x, y) => compareText(x.source, y.source) || compareText(x.key, y.key));
  const byId = new Map(members.map((member) => [member.id, member]));
  const edges = (await edgesOf(db.pool, tables, [...byId.keys()]))
    .filter((edge) => edge.band >= CONNECTING && edge.held === null && byId.has(edge.a) && byId.has(edge.b))
    .sort((x, y) => y.band - x.band || y.weight - x.weight || x.a - y.a || x.b - y.b)
    .slice(0, MOST_MATCHES);
  return {
    ...named,
    records: members.map((member) => sideOf(unified.model, member)),
    matches: edges.map(({ a, b, band }) => {
      const [left, right] = [byId.get(a)!, byId.get(b)!];
      const compared = compareMembers(unified.model, linkage, left, right);
      return { a: memberRef(left), b: memberRef(right), linked: band === EDGE_BANDS.forced, ...compared };
    }),
  };
}
