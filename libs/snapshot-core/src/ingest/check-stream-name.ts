import { WeftError } from '../errors.ts';

/** Integrations and streams are named in file paths, URLs and the feed's sources. */
const INTEGRATION = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const STREAM = /^[^\s/\\.\p{Cc}][^/\\\p{Cc}]{0,199}$/u;

/** @throws WeftError `invalid` when one of the names cannot be used */
export function checkStreamName({ integration, stream }: { integration: string; stream: string }): void {
  if (!INTEGRATION.test(integration)) {
    throw new WeftError(
      'invalid',
      `"${integration}" cannot be an integration's name`,
      'Use 1 to 100 letters, digits, underscores or hyphens.',
    );
  }
  if (integration === 'unified') {
    throw new WeftError(
      'invalid',
      'an integration cannot be called "unified"',
      'That name is kept for unified models.',
    );
  }
  if (!STREAM.test(stream)) {
    throw new WeftError('invalid', `"${stream}" cannot be a stream's name`, 'Use 1 to 200 characters without slashes.');
  }
}
