import { z } from 'zod';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface Operation {
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
  security?: unknown[];
}

/** The parts of an OpenAPI document that the tests look at. */
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

/**
 * What is wrong with an answer by the API's own document: a status it does not promise, or a body of another shape.
 * Undefined when nothing is, or when the URL is none of the document's (an unknown route).
 */
export function responseFaults(
  document: OpenApi,
  method: string,
  url: string,
  status: number,
  body: unknown,
): string | undefined {
  const operation = findOperation(document, method, url);
  if (!operation) return undefined;
  const response = operation.responses[String(status)];
  if (!response) return `the document promises only ${Object.keys(operation.responses).join(', ')}`;
  const schema = response.content?.['application/json']?.schema;
  if (schema === undefined) return body === undefined ? undefined : 'the document promises no body';
  const checked = schemaOf(document, schema).safeParse(body);
  return checked.success ? undefined : z.prettifyError(checked.error);
}

function findOperation(document: OpenApi, method: string, url: string): Operation | undefined {
  const path = url.split('?')[0] ?? '';
  const found = Object.entries(document.paths).find(([template, methods]) => {
    const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
    return method.toLowerCase() in methods && new RegExp(`^${pattern}$`).test(path);
  });
  return found?.[1][method.toLowerCase()];
}

const built = new Map<string, z.ZodType>();

/** OpenAPI 3.0 keeps shared schemas under `components`, where a plain JSON schema has `definitions`. */
function schemaOf(document: OpenApi, schema: unknown): z.ZodType {
  const whole = JSON.stringify({ ...(schema as object), definitions: document.components.schemas }).replaceAll(
    '#/components/schemas/',
    '#/definitions/',
  );
  const known = built.get(whole);
  if (known) return known;
  const made = z.fromJSONSchema(JSON.parse(whole) as JsonSchema, { defaultTarget: 'openapi-3.0' });
  built.set(whole, made);
  return made;
}
