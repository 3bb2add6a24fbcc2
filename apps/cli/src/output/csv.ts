/** A line of RFC 4180. Null is an empty field, the empty string a quoted one, as Weft reads them. */
export function csvLine(values: readonly (string | null | undefined)[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: string | null | undefined): string {
  if (value === null || value === undefined) return '';
  // Spaces at the ends are quoted for the readers that trim.
  return value === '' || /["\r\n,]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
