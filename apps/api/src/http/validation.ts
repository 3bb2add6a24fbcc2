import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ApiError } from '../errors/api-error.ts';

type Issue = Parameters<InstanceType<typeof StandardSchemaValidationPipe>['formatIssueMessages']>[0][number];

/** Checks every parameter and body that states a schema, and reports all their faults at once. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new ApiError(
        'invalid',
        `the request is not usable: ${issues.map(describeIssue).join('; ')}`,
        'Correct these; /docs shows what each route takes.',
      ),
  });

function describeIssue({ path, message }: Issue): string {
  const name = path?.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
  return name ? `${name}: ${message}` : message;
}
