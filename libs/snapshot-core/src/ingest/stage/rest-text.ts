/**
 * The values of a record's columns that live in `_rest`, as the text of a JSON object: nulls are left out. Null for a record
 * that has none.
 */
export class RestText {
  private readonly members: { position: number; start: string }[] = [];
  readonly names: string[] = [];

  /** @param position of the column's value in each row */
  add(name: string, position: number): void {
    this.names.push(name);
    this.members.push({ position, start: `${JSON.stringify(name)}:` });
  }

  of(values: readonly (string | null)[]): string | null {
    let text = '';
    for (const { position, start } of this.members) {
      // A record that came before the column has no value at its position.
      const value = values[position] ?? null;
      if (value !== null) text += `${text === '' ? '{' : ','}${start}${JSON.stringify(value)}`;
    }
    return text === '' ? null : `${text}}`;
  }
}
