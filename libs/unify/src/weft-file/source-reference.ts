import type { Place } from './place.ts';

/** As snapshot-core takes it for a stream's integration, which stands in paths, URLs and sources of the feed. */
const INTEGRATION = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** Notes a fault when the name cannot be an integration's. */
export function checkIntegrationName(name: string, place: Place): void {
  if (!INTEGRATION.test(name)) place.fault(`"${name}" cannot be an integration's name: use letters, digits, _ and -`);
  if (name === 'unified') place.fault('"unified" cannot be an integration: the name is kept for unified models');
}

/** Reads `integration.stream`; a stream may have further dots in its name. */
export function readSourceReference(
  reference: string,
  place: Place,
): { integration: string; stream: string } | undefined {
  const dot = reference.indexOf('.');
  const integration = reference.slice(0, Math.max(dot, 0));
  const stream = reference.slice(dot + 1);
  if (dot < 1 || stream === '' || stream.includes(':') || /\s/.test(reference)) {
    return place.fault(`"${reference}" is no stream: write integration.stream, such as salesforce.Account`);
  }
  checkIntegrationName(integration, place);
  return { integration, stream };
}
