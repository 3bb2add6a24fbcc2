import { access } from 'node:fs/promises';
import { first, listSources, matchPattern, sql } from '@app/snapshot-core';
import { plural } from '../output/text.ts';
import { type Check, type Finding, ok, warning } from './finding.ts';

/** Places that are looked at for sync output, and deliveries that could not be ingested. */
export const checkSources: Check = async (db) => {
  const sources = await listSources(db.pool);
  const findings: Finding[] = [ok('sources', `${plural(sources.length, 'source')} on schedule`)];
  for (const { pattern } of sources) {
    const { root } = matchPattern(pattern);
    const there = await access(root).then(
      () => true,
      () => false,
    );
    if (!there)
      findings.push(
        warning('sources', `${root} is not there (yet)`, `Make it, or correct the source ${pattern} in weft.yaml.`),
      );
  }
  const failed = await first<{ number: number; path: string | null }>(
    db.pool,
    sql`select count(*) as number, max(path) as path from weft.delivery where state = 'failed'`,
  );
  if (failed && failed.number > 0) {
    const message = `${plural(failed.number, 'file')} could not be ingested, such as ${failed.path}`;
    findings.push(
      warning('sources', message, 'See why in `weft runs TENANT`; correct the file and put it there again.'),
    );
  }
  return findings;
};
