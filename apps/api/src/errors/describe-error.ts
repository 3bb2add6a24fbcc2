import { HttpException } from '@nestjs/common';
import { errorStatus, WeftError } from '@app/snapshot-core';
import { WeftFileError } from '@app/unify';
import { ApiError, type ApiErrorCode, apiErrorStatus } from './api-error.ts';

/** What every error answer holds (CONTRACT, "Error, always"). */
export interface ErrorBody {
  error: { code: string; message: string; hint: string; faults?: { path: string; line: number; message: string }[] };
}

export interface DescribedError {
  status: number;
  body: ErrorBody;
  /** True: a defect of Weft or of its surroundings, which the log must tell in full. */
  defect: boolean;
}

const hints: Record<ApiErrorCode, string> = {
  malformed: 'Correct the request; /docs shows the form of each one.',
  unauthenticated: 'Send "Authorization: Bearer weft_…" with a key that is in force.',
  forbidden: 'Use a key that may do this.',
  not_found: 'See /docs for the routes there are.',
  payload_too_large: 'Send a smaller body; only …/sync takes bodies of any size.',
  uri_too_long: 'Shorten the URL.',
  unsupported_media_type: 'See /docs for the content types that this route takes.',
  invalid: 'Correct the request; /docs shows what each parameter takes.',
  too_many_requests: 'Wait for as many seconds as the Retry-After header says, then go on.',
  headers_too_large: 'Send fewer or shorter headers.',
  internal: 'Try again; if it stays, look into the log of the API.',
  not_ready: 'Wait until the database is reachable; `weft doctor` tells what is wrong.',
};

/** The answer to anything that a request can throw. Unexpected errors tell the client nothing of their inside. */
export function describeError(error: unknown, request: { method: string; url: string }): DescribedError {
  if (error instanceof WeftError) {
    const { code, message, httpHint: hint } = error;
    return describe(errorStatus[code], { code, message, hint });
  }
  if (error instanceof WeftFileError) return describeFaults(error);
  if (error instanceof ApiError) return describe(apiErrorStatus[error.code], error);
  const status = statusOf(error);
  const code = codeOf(status);
  if (code === 'internal') {
    const message = 'something went wrong inside Weft';
    return { status: 500, body: { error: { code, message, hint: hints.internal } }, defect: true };
  }
  if (code === 'not_found') {
    const message = `there is no route ${request.method} ${request.url.split('?')[0]}`;
    return describe(status, { code, message, hint: hints.not_found });
  }
  return describe(status, { code, message: (error as Error).message, hint: hints[code] });
}

/** The answer with the usual hint of its code. */
export function describeCode(code: ApiErrorCode, message: string): DescribedError {
  return describe(apiErrorStatus[code], { code, message, hint: hints[code] });
}

/** All that is wrong with a definition: in the message, for people, and one by one. */
function describeFaults({ message, faults }: WeftFileError): DescribedError {
  const listed = faults.map((fault) => `${fault.path} ${fault.message}`).join('; ');
  const hint = 'Nothing of it was stored; correct what is listed and send it again.';
  const body = {
    code: 'invalid',
    message: `${message}: ${listed}`,
    hint,
    faults: faults.map((fault) => ({ ...fault })),
  };
  return { status: errorStatus.invalid, body: { error: body }, defect: false };
}

function describe(status: number, { code, message, hint }: ErrorBody['error']): DescribedError {
  return { status, body: { error: { code, message, hint } }, defect: status >= 500 && status !== 503 };
}

/** Nest's exceptions, Fastify's errors and the throttler's all say a status in one of these two ways. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function codeOf(status: number): ApiErrorCode {
  const known = Object.entries(apiErrorStatus).find(([, of]) => of === status);
  if (known) return known[0] as ApiErrorCode;
  return status < 500 ? 'malformed' : 'internal';
}
