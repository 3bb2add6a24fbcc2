import { escapeIdentifier } from 'pg';

/** A piece of SQL and its parameters. Made only by {@link sql}, {@link ident}, {@link join} and {@link literal}. */
export class Sql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly unknown[],
  ) {}

  /** The form `pg` takes: `$n` placeholders and their values. */
  toQuery(): { text: string; values: unknown[] } {
    const values: unknown[] = [];
    return { text: render(this, values), values };
  }
}

function render(part: Sql, values: unknown[]): string {
  let text = part.strings[0] ?? '';
  part.values.forEach((value, i) => {
    text += value instanceof Sql ? render(value, values) : `$${values.push(value)}`;
    text += part.strings[i + 1] ?? '';
  });
  return text;
}

/** Tagged template: an interpolated value becomes a parameter, an interpolated {@link Sql} is spliced in. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  return new Sql(strings, values);
}

/** A quoted identifier, qualified when given a path: `ident('tenant_7', 'contact')`. */
export function ident(...path: string[]): Sql {
  return new Sql([path.map(escapeIdentifier).join('.')], []);
}

/** Fragments one after the other; an empty list gives empty SQL. */
export function join(parts: readonly Sql[], separator = ', '): Sql {
  if (parts.length === 0) return new Sql([''], []);
  const between = Array<string>(parts.length - 1).fill(separator);
  return new Sql(['', ...between, ''], parts);
}

/**
 * A quoted string constant, for the few places that take no parameter (COPY options, DDL) and for constants that would
 * otherwise be one parameter per column.
 */
export function literal(value: string): Sql {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return new Sql([value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted], []);
}

export const empty = new Sql([''], []);
