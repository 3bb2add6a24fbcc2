import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { errorBody } from '../errors/error.schema.ts';
import { DEFAULT } from '../http/parameters.ts';

type Parameter = Exclude<NonNullable<Operation['parameters']>[number], { $ref: string }>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const pathParameters: Record<string, string> = {
  tenant: 'Name of the tenant.',
  integration: 'Name of the integration, `salesforce`.',
  stream: 'Name of the stream, `Account`.',
  key: 'The record key; of several columns the JSON array of their values. URL-encoded.',
  run: 'Number of the run.',
  model: 'Name of the unified model, `customer`.',
  name: 'Name of the document, model or integration.',
  id: 'Id of the unified record, also a retired one.',
};

/** The OpenAPI document: what the controllers declare, and what holds for every route because guards and filter see to it. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('Weft')
    .setDescription(
      "Snapshots, changes and unified records of your tenants' synced SaaS data. Unknown query parameters are refused. " +
        'Errors are always `{"error":{"code","message","hint"}}`.',
    )
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: "A key `weft_…`: the admin key, or a tenant's." },
      'key',
    )
    .build();
  const document = SwaggerModule.createDocument(app, options, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`,
  });
  const schemas = ((document.components ??= {}).schemas ??= {});
  schemas.Error ??= errorBody['~standard'].jsonSchema.output({ target: 'openapi-3.0' }) as (typeof schemas)[string];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods as Record<string, Operation>)) {
      describeParameters(path, operation);
      describeAnswers(operation);
      describeRefusals(path, method, operation);
    }
  }
  return document;
}

/** Path parameters that only the guards read, names for people, and what the schemas cannot say. */
function describeParameters(path: string, operation: Operation): void {
  const parameters = (operation.parameters ?? []) as Parameter[];
  for (const name of [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').reverse()) {
    if (parameters.some((parameter) => parameter.in === 'path' && parameter.name === name)) continue;
    parameters.unshift({ name, in: 'path', required: true, schema: { type: 'string' } });
  }
  for (const parameter of parameters) {
    if (parameter.in === 'path') parameter.description ??= pathParameters[parameter.name];
    if (parameter.name === 'filter') Object.assign(parameter, { style: 'deepObject', explode: true });
    const schema = parameter.schema as Record<string, unknown> | undefined;
    if (!schema) continue;
    delete schema.description; // stands at the parameter
    if (DEFAULT in schema) schema.default = schema[DEFAULT];
    delete schema[DEFAULT];
  }
  operation.parameters = parameters;
}

function describeAnswers(operation: Operation): void {
  for (const response of Object.values(operation.responses)) {
    if (response && !('$ref' in response)) response.description ||= operation.summary ?? 'Done.';
  }
}

/** Answers that every route of a kind can give. */
function describeRefusals(path: string, method: string, operation: Operation): void {
  const refuse = (status: string, description: string) => {
    operation.responses[status] ??= {
      description,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    };
  };
  if (!path.startsWith('/v1/')) return;
  operation.security = [{ key: [] }];
  refuse('401', 'No key, or one that is not in force.');
  refuse('422', 'Parameters, body or values that are not usable.');
  refuse('429', 'Too many requests; Retry-After says for how long.');
  refuse('500', 'A defect of Weft; its log tells more.');
  refuse('400', 'Malformed: cursor, JSON, URL.');
  if (path.includes('{')) refuse('414', 'A name in the path is too long.');
  if (method !== 'get' || !path.includes('{tenant}')) refuse('403', 'The key may not do this.');
  if (path.includes('{tenant}')) refuse('404', 'No such thing, or not within reach of this key.');
  if (operation.requestBody) {
    if (!path.endsWith('/sync')) refuse('413', 'The body is too large.');
    refuse('415', 'The body is of a type that this route does not take.');
  }
}
