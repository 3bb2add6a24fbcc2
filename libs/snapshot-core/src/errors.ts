/** Codes of every error a user may see, with the HTTP status that the API answers. */
export const errorStatus = {
  malformed: 400,
  unknown_tenant: 404,
  unknown_stream: 404,
  unknown_record: 404,
  unknown_run: 404,
  unknown_model: 404,
  unknown_document: 404,
  unknown_integration: 404,
  tenant_exists: 409,
  conflict: 409,
  cursor_too_old: 410,
  precondition_failed: 412,
  payload_too_large: 413,
  invalid: 422,
  invalid_input: 422,
  no_key: 422,
  schema_drift: 422,
  unusable_database: 500,
  unusable_secret: 500,
  interrupted: 503,
  failed: 500,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/**
 * An error a user can act on: what happened (naming tenant, integration, stream or run) and what to do. Everything
 * else that is thrown is a defect.
 */
export class WeftError extends Error {
  override readonly name = 'WeftError';
  /** What to do for who asked over HTTP. */
  readonly httpHint: string;

  /**
   * @param hint what to do; where that is another thing on the command line and over HTTP, on the command line
   * @param options.http the same over HTTP
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    options?: ErrorOptions & { http?: string },
  ) {
    super(message, options);
    this.httpHint = options?.http ?? hint;
  }
}
