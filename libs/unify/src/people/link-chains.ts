import type { Link } from '../store/links.ts';

/**
 * What earlier decisions say against a new one about `a` and `b`; decisions about exactly these two are left out, since the
 * new one replaces them.
 *
 * @param linksOf the links that touch any of these records
 * @param same what is to be decided
 * @returns for `same`: two records, one linked with `a` and one with `b`, that were decided to be different; for
 *   different: the chain of records by which `a` and `b` are linked. Undefined when nothing speaks against it.
 */
export async function chainOf(
  a: string,
  b: string,
  linksOf: (refs: string[]) => Promise<Link[]>,
  same: boolean,
): Promise<string[] | undefined> {
  const isThis = (link: Link) => (link.a === a && link.b === b) || (link.a === b && link.b === a);
  const of = async (refs: string[]) => (await linksOf(refs)).filter((link) => !isThis(link));
  const [fromA, linksA] = await reach(a, of);
  if (!same) return fromA.has(b) ? pathTo(fromA, b) : undefined;
  const [fromB] = await reach(b, of);
  const against = linksA.find(
    (link) => !link.same && ((fromA.has(link.a) && fromB.has(link.b)) || (fromA.has(link.b) && fromB.has(link.a))),
  );
  return against && [against.a, against.b];
}

/** Everything linked with a record as the same, each with the one it was reached from; and all links seen on the way. */
async function reach(
  start: string,
  linksOf: (refs: string[]) => Promise<Link[]>,
): Promise<[reached: Map<string, string | null>, links: Link[]]> {
  const reached = new Map<string, string | null>([[start, null]]);
  const seen: Link[] = [];
  let frontier = [start];
  while (frontier.length > 0) {
    const links = await linksOf(frontier);
    seen.push(...links);
    const next: string[] = [];
    for (const { a, b, same } of links) {
      if (!same) continue;
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        if (!reached.has(from) || reached.has(to)) continue;
        reached.set(to, from);
        next.push(to);
      }
    }
    frontier = next;
  }
  return [reached, seen];
}

function pathTo(reached: ReadonlyMap<string, string | null>, end: string): string[] {
  const path: string[] = [];
  for (let at: string | null | undefined = end; at != null; at = reached.get(at)) path.unshift(at);
  return path;
}
