import { z } from 'zod';
import { startApi, type TestApi } from './support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Parameter {
  name: string;
  in: string;
  description?: string;
  required?: boolean;
  schema?: Record<string, unknown>;
}

const operations = () =>
  Object.entries(api.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      operation,
    })),
  );

test('the document lists exactly the routes that the router has', () => {
  const inRouter = api.routes
    .filter((route) => !route.startsWith('HEAD ') && !/ \/(docs|openapi\.json)\b/.test(route))
    .map((route) => route.replaceAll(/:(\w+)/g, '{$1}'));
  expect(
    operations()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(inRouter.toSorted());
});

test('every parameter of a path is documented, every parameter is described', () => {
  for (const { name, path, operation } of operations()) {
    const parameters = (operation.parameters ?? []) as Parameter[];
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect([name, ...inPath.map((parameter) => parameter.name).toSorted()]).toEqual([
      name,
      ...[...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).toSorted(),
    ]);
    for (const parameter of parameters) {
      expect({ name, parameter: parameter.name, description: parameter.description }).toMatchObject({
        description: expect.stringMatching(/\S/),
      });
      expect(Object.keys(parameter.schema ?? {})).not.toContain('x-default');
    }
  }
});

test('limits, defaults and repetition are stated', () => {
  const parameters = api.document.paths['/v1/tenants/{tenant}/changes']?.get?.parameters as Parameter[];
  const schemaOf = (name: string) => parameters.find((parameter) => parameter.name === name)?.schema;
  expect(schemaOf('limit')).toEqual({ type: 'integer', minimum: 1, maximum: 1000, default: 100 });
  expect(schemaOf('after')).toMatchObject({ default: 0 });
  expect(schemaOf('source')).toEqual({ type: 'array', items: { type: 'string' } });
});

test('a parameter that the document has is one that the route takes, and the other way round', async () => {
  const { body } = await api.post('/v1/tenants', { body: { tenant: 'openapi-test' } });
  expect(body).toBeDefined();
  for (const { name, path, operation } of operations()) {
    if (!path.startsWith('/v1/') || !name.startsWith('GET ')) continue;
    const url = path
      .replace('{tenant}', 'openapi-test')
      .replace('{run}', '1')
      .replaceAll(/\{\w+\}/g, 'x');
    const { status, body: refused } = await api.get(`${url}?no_such_parameter=1`);
    expect({ name, status }).toEqual({ name, status: 422 });
    const documented = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
    const known = documented.map((parameter) => parameter.name).join(', ');
    expect(refused.error.message).toContain(known ? `known are ${known}` : 'takes no parameters');
  }
  await api.call('DELETE', '/v1/tenants/openapi-test');
});

test('every route but the health checks asks for the key, and promises its refusals', () => {
  for (const { name, path, operation } of operations()) {
    const open = !path.startsWith('/v1/');
    expect({ name, security: operation.security }).toEqual({ name, security: open ? undefined : [{ key: [] }] });
    if (!open) expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '422', '429', '500']));
  }
});

test('every reference leads somewhere, and every schema can be used', () => {
  const text = JSON.stringify(api.document);
  const named = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]));
  expect([...named].toSorted()).toEqual(Object.keys(api.document.components.schemas).toSorted());
  expect(text).not.toContain('"#/definitions');
  const definitions = JSON.parse(
    JSON.stringify(api.document.components.schemas).replaceAll('#/components/schemas/', '#/definitions/'),
  );
  for (const name of named) {
    expect(() =>
      z.fromJSONSchema({ $ref: `#/definitions/${name}`, definitions }, { defaultTarget: 'openapi-3.0' }),
    ).not.toThrow();
  }
});
