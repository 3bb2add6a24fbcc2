/** Errors that only HTTP knows, with their status; the others are WeftErrors of the libraries. */
export const apiErrorStatus = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  invalid: 422,
  too_many_requests: 429,
  headers_too_large: 431,
  internal: 500,
  not_ready: 503,
} as const;

export type ApiErrorCode = keyof typeof apiErrorStatus;

/** An error of the HTTP layer that a client can act on. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: ApiErrorCode,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
