import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createKey, type Database, getTenant, runSync, type RunLine, type SyncRequest } from '@app/snapshot-core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';
import { type ApiOptions, createApi } from '../../apps/api/src/create-api.ts';
import { testDatabase } from './database.ts';
import { type OpenApi, responseFaults } from './openapi.ts';

export const ADMIN_KEY = 'weft_the-admin-key-of-the-tests';

/** Every API of the tests has the same, since they share databases. */
export const SECRET_KEY = Buffer.alloc(32, 'the secret key of the tests').toString('base64');

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; undefined when there is no body. */
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  body: any;
}

export interface CallOptions {
  /** The admin key unless told; null: none. */
  key?: string | null;
  /** Text and bytes as they are, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A running API on the worker's database. */
export interface TestApi {
  app: NestFastifyApplication;
  /** Where it listens, `http://127.0.0.1:40001`. */
  url: string;
  db: Database;
  document: OpenApi;
  /** Routes as the router has them, `GET /v1/tenants/:tenant`. */
  routes: string[];
  /** Sends a request and checks that the answer is one that the OpenAPI document promises. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, options?: CallOptions): Promise<Answer>;
  get(url: string, options?: CallOptions): Promise<Answer>;
  post(url: string, options?: CallOptions): Promise<Answer>;
  /** A key of a tenant; null: an admin's. */
  key(tenant: string | null, readOnly?: boolean): Promise<string>;
  close(): Promise<void>;
}

export async function startApi(options: ApiOptions = {}): Promise<TestApi> {
  const db = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'weft-api-'));
  const routes: string[] = [];
  const app = await createApi({ adminKey: ADMIN_KEY, secretKey: SECRET_KEY, home, logLevel: 'fatal' }, db, {
    onRoute: (route) => void routes.push(...namesOf(route)),
    logger: false,
    ...options,
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const call: TestApi['call'] = async (method, path, { key = ADMIN_KEY, body, headers } = {}) => {
    const json = body !== undefined && !(typeof body === 'string' || body instanceof Uint8Array);
    const answer = await fetch(`${url}${path}`, {
      method,
      body: json ? JSON.stringify(body) : (body as BodyInit | undefined),
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(json && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const text = await answer.text();
    const isJson = text !== '' && answer.headers.get('content-type')?.includes('json');
    const parsed: unknown = isJson ? JSON.parse(text) : undefined;
    const faults = responseFaults(document, method, path, answer.status, parsed);
    if (faults !== undefined) throw new Error(`${method} ${path} answered ${answer.status}: ${faults}\n${text}`);
    return { status: answer.status, headers: answer.headers, body: parsed };
  };
  return {
    app,
    url,
    db,
    document,
    routes,
    call,
    get: (url, asked) => call('GET', url, asked),
    post: (url, asked) => call('POST', url, asked),
    key: async (tenant, readOnly = false) =>
      (await createKey(db, { tenant: tenant === null ? null : await getTenant(db, tenant), readOnly })).key,
    close: async () => {
      await app.close();
      await db.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function namesOf({ method, url }: RouteOptions): string[] {
  return [method].flat().map((name) => `${name} ${url}`);
}

/** Ingests CSV by the library, as the other programs do. */
export function ingest(
  db: Database,
  tenant: string,
  stream: string,
  csv: string,
  settings: SyncRequest['settings'] = {},
): Promise<RunLine> {
  const bytes = Buffer.from(csv);
  return runSync(db, {
    tenant,
    integration: 'salesforce',
    stream,
    settings,
    input: { name: 'test', open: () => Readable.from([bytes]), size: bytes.length },
  });
}
