/** Columns in which the connectors of the usual systems keep a record's time of last change, tried in this order. */
export const SOURCE_TIME_PATHS: readonly string[] = [
  'SystemModstamp',
  'LastModifiedDate',
  'MetaData.LastUpdatedTime',
  'updated_at',
  'updatedAt',
  'hs_lastmodifieddate',
];

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T\s](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** An instant that is one on every calendar, with milliseconds or without a fraction: nothing to be computed. */
const USUAL =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

/**
 * A time as sources write it → ISO instant in UTC with milliseconds (`2025-06-01T10:00:00.000Z`), so that text order is
 * time order. Takes ISO 8601 with any offset (`Z`, `+0000`, `-08:00`, `+02`), a space for the T, a bare date (midnight),
 * and Unix time in seconds or milliseconds (10 or 13 digits). Without a zone it is UTC. Null for what is no such time.
 */
export function parseSourceTime(text: string): string | null {
  const trimmed = text.trim();
  if (USUAL.test(trimmed)) return trimmed.length === 20 ? `${trimmed.slice(0, 19)}.000Z` : trimmed;
  if (/^\d{13}$/.test(trimmed)) return new Date(Number(trimmed)).toISOString();
  if (/^\d{10}$/.test(trimmed)) return new Date(Number(trimmed) * 1000).toISOString();
  const match = TIME.exec(trimmed);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millisecond));
  local.setUTCFullYear(year, month - 1, day); // Date.UTC reads years below 100 as 19xx
  // Date rolls 30 February over into March; a time that is none must not become another.
  const rolled =
    local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59;
  const offset = offsetMinutes(match[8]);
  if (rolled || offset === null) return null;
  return new Date(local.getTime() - offset * 60_000).toISOString();
}

/** Offset from UTC in minutes, null when it is none that exists (UTC−12 to UTC+14). */
function offsetMinutes(zone: string | undefined): number | null {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60) return null;
  return match[1] === '-' ? -minutes : minutes;
}
