import type { RecordData } from '../read-path.ts';
import { type CheckedExpression, checkExpression } from './check-expression.ts';
import { recordInput } from './record-input.ts';
import { Sandbox } from './sandbox.ts';

/**
 * The value of a JSONata expression on a record, as text: of a list or an object its JSON; null where it gives none.
 * Expressions are compiled once for the life of the process.
 * @throws EvaluationFault when it fails on this record, or takes more than EVALUATION_LIMITS
 */
export function evaluateExpression(expression: string, record: RecordData): string | null {
  let checked = known.get(expression);
  if (checked === undefined) {
    if (known.size >= MOST_KNOWN) forgetAll();
    checked = checkExpression(expression);
    known.set(expression, checked);
  }
  return sandbox.evaluate(expression, recordInput(record, checked.names), !checked.calm) ?? null;
}

/** Tenants may bring expressions of their own; beyond this many all are compiled anew. */
const MOST_KNOWN = 1000;
const known = new Map<string, CheckedExpression>();
const sandbox = new Sandbox();

function forgetAll(): void {
  known.clear();
  sandbox.close();
}
