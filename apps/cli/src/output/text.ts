const counts = new Intl.NumberFormat('en-GB');

/** 1050000 → 1,050,000 */
export const count = (number: number): string => counts.format(number);

/** `1 record`, `2 records` */
export const plural = (number: number, noun: string): string => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

/** Milliseconds for people: 41 ms, 5.1 s, 12 min 3 s. */
export function duration(ms: number | null): string {
  if (ms === null) return '';
  if (ms < 1000) return `${ms} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes for people, in decimal units: 298 MB. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const amount = bytes / 1000 ** power;
  return `${amount >= 100 || power === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[power]}`;
}

/** ISO time to `2026-03-09 06:40:12` (UTC). */
export const moment = (iso: string | null): string => (iso === null ? '' : iso.slice(0, 19).replace('T', ' '));

/** A value of a record for people. Strings stand as they are; null is nothing. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  return visible(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** As {@link plain}, where nothing and the empty string must be told apart. */
export function quoted(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : visible(JSON.stringify(value));
}

/**
 * Data from outside may hold line ends and the control sequences of terminals: neither may reach the screen as such.
 */
export function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ⏎ ').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}

/** A source record as `salesforce.Account:001`; undefined for what is none. */
export function recordRef(value: unknown): string | undefined {
  const { integration, stream, key } = (value ?? {}) as Record<string, unknown>;
  return integration && stream && key ? `${plain(integration)}.${plain(stream)}:${plain(key)}` : undefined;
}

/** Cut to `width` characters, with a sign that something is missing. */
export function shortened(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(width - 1, 0)).join('')}…`;
}
