import type { Tenant } from '../catalog/tenant.entity.ts';
import { WeftError } from '../errors.ts';

/** On what a write depends (RFC 9110, section 13). ETags without their quotes. */
export interface WriteCondition {
  /** One of these states must be the present one; `*`: any, so the document must be there. */
  ifMatch?: readonly string[] | '*';
  /** None of these states may be the present one; `*`: the document must not be there. */
  ifNoneMatch?: readonly string[] | '*';
}

/** @throws WeftError `precondition_failed` when the document is not as the write supposes */
export function checkCondition(
  tenant: Pick<Tenant, 'name'>,
  name: string,
  before: { etag: string } | undefined,
  { ifMatch, ifNoneMatch }: WriteCondition,
): void {
  const what = `the document "${name}" of tenant "${tenant.name}"`;
  if (ifMatch !== undefined && !matches(before, ifMatch)) {
    refuse(before ? `${what} has changed: its ETag is "${before.etag}" now` : `${what} is not there`);
  }
  if (ifNoneMatch !== undefined && matches(before, ifNoneMatch)) {
    refuse(`${what} is there already, with the ETag "${before!.etag}"`);
  }
}

function matches(before: { etag: string } | undefined, etags: readonly string[] | '*'): boolean {
  return before !== undefined && (etags === '*' || etags.includes(before.etag));
}

function refuse(message: string): never {
  throw new WeftError('precondition_failed', message, 'Read it again, and decide anew on what it is now.');
}
