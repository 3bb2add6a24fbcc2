/** A path pattern of a source, ready to be matched. */
export interface PathPattern {
  /** The folder below which everything lies that can match. */
  root: string;
  /** What a path names; null when it does not match. */
  match: (path: string) => { tenant: string; integration: string; stream: string; timestamp: string | null } | null;
}

const PLACEHOLDERS = ['tenant', 'integration', 'stream'] as const;

/**
 * Reads a pattern like `/data/{tenant}/{integration}/{stream}-*.csv`. A placeholder or `*` stands for part of one folder
 * or file name; a placeholder that stands twice has to stand for the same both times. `-*` after the stream may be a
 * timestamp `YYYYMMDDTHHMMSS`, which gives the order of files.
 */
export function matchPattern(pattern: string): PathPattern {
  const used = new Set<string>();
  const source = pattern.replace(/\{(\w+)\}|\*|[.+?^${}()|[\]\\]/g, (token: string, name?: string) => {
    if (token === '*') return '[^/]*';
    if (!name || !(PLACEHOLDERS as readonly string[]).includes(name)) return `\\${token}`;
    if (used.has(name)) return `\\k<${name}>`;
    used.add(name);
    // Greedy: in `{stream}-*` the name goes up to the last hyphen, as hotglue means its file names.
    return `(?<${name}>[^/]+)`;
  });
  const expression = new RegExp(`^${source}$`);
  const fixed = pattern.slice(0, firstWildcard(pattern));
  return {
    root: fixed.slice(0, fixed.lastIndexOf('/')) || '/',
    match: (path) => {
      const groups = expression.exec(path)?.groups;
      if (!groups?.tenant || !groups.integration || !groups.stream) return null;
      const timestamp = /-(\d{8}T\d{6})\.[^/]*$/.exec(path)?.[1] ?? null;
      return { tenant: groups.tenant, integration: groups.integration, stream: groups.stream, timestamp };
    },
  };
}

function firstWildcard(pattern: string): number {
  const at = pattern.search(/[{*]/);
  return at < 0 ? pattern.length : at;
}
