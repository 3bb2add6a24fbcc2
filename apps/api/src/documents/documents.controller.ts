import { Controller, Delete, Get, HttpCode, Inject, Param, Patch, Put, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import {
  type Database,
  DATABASE,
  type DocumentView,
  getDocument,
  listDocuments,
  type Secrets,
  type Tenant,
  textOf,
} from '@app/snapshot-core';
import { deleteTenantDocument, patchTenantDocument, putTenantDocument } from '@app/unify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PathTenant } from '../auth/access.ts';
import { ApiError } from '../errors/api-error.ts';
import { errorBody } from '../errors/error.schema.ts';
import { bytesBody } from '../http/body-parsers.ts';
import { decodeCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import { noQuery } from '../http/parameters.ts';
import { SECRETS } from '../tokens.ts';
import { conditionOf } from './conditions.ts';
import {
  documentPage,
  type DocumentsQuery,
  documentsQuery,
  documentView,
  isSecret,
  type PutQuery,
  putQuery,
} from './document.schema.ts';
import { documentType, requireType } from './document-type.ts';

const ifMatch = ApiHeader({ name: 'If-Match', required: false, description: 'Only if this is its ETag (`*`: any).' });
const ifNoneMatch = ApiHeader({ name: 'If-None-Match', required: false, description: '`*`: only if it is not there.' });
const refused = ApiPreconditionFailedResponse({
  description: 'The document is not in the state that the request depends on.',
  standardSchema: errorBody,
});
const etag = { ETag: { description: 'State of the document, for If-Match.', schema: { type: 'string' as const } } };

@ApiTags('documents')
@Controller('v1/tenants/:tenant/documents')
export class DocumentsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(SECRETS) private readonly secrets: Secrets,
  ) {}

  @Get()
  @ApiOperation({ summary: "A tenant's documents, in order of name, without their texts" })
  @ApiOkResponse({ standardSchema: documentPage })
  async list(
    @PathTenant() tenant: Tenant,
    @Query({ schema: documentsQuery }) query: DocumentsQuery,
  ): Promise<Page<DocumentView>> {
    const after = decodeCursor('documents', query.cursor);
    const found = await listDocuments(this.db, tenant, { after, limit: query.limit + 1 });
    return pageOf('documents', query.limit, found, ({ name }) => name);
  }

  @Get(':name')
  @ApiOperation({
    summary: 'The text of a document, as it was put',
    description: 'JSON or plain text, byte for byte. A secret is shown to keys that may write, to no others.',
  })
  @ApiProduces('application/json', 'text/plain')
  @ApiOkResponse({ description: 'The document itself.', headers: etag, schema: {} })
  @ApiForbiddenResponse({ description: 'A secret, and a key that may only read.', standardSchema: errorBody })
  async get(
    @PathTenant() tenant: Tenant,
    @Param('name') name: string,
    @Query({ schema: noQuery }) _query: object,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const document = await getDocument(this.db, tenant, name);
    if (document.secret && request.principal?.readOnly !== false) throw notShown(tenant, name);
    const text = await textOf(this.secrets, tenant, document);
    reply.header('etag', `"${document.etag}"`);
    reply.header('cache-control', document.secret ? 'no-store' : 'no-cache');
    reply.type(document.type === 'json' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8');
    reply.send(Buffer.from(text));
  }

  @Put(':name')
  @RouteConfig(bytesBody)
  @ifMatch
  @ifNoneMatch
  @refused
  @ApiOperation({
    summary: 'Put a document, in place of what is there',
    description:
      'Up to 1 MB of JSON or text, kept as it is sent; a name that ends in `.json` must hold JSON. `config.json` lays ' +
      'mappings and rules of its own over the models: it is checked as a whole first, and what it changes is unified anew.',
  })
  @ApiConsumes('application/json', 'text/plain')
  @ApiBody({ schema: {}, description: 'The document.' })
  @ApiOkResponse({ standardSchema: documentView, headers: etag })
  @ApiCreatedResponse({ description: 'It was not there before.', standardSchema: documentView, headers: etag })
  async put(
    @PathTenant() tenant: Tenant,
    @Param('name') name: string,
    @Query({ schema: putQuery }) query: PutQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DocumentView> {
    const bytes = bytesOf(request);
    const wanted = { name, bytes, type: documentType(request), secret: isSecret(query) };
    const { document, change } = await putTenantDocument(this.db, this.secrets, tenant, wanted, conditionOf(request));
    reply.header('etag', `"${document.etag}"`).status(change === 'created' ? 201 : 200);
    return document;
  }

  @Patch(':name')
  @RouteConfig(bytesBody)
  @ifMatch
  @refused
  @ApiOperation({
    summary: 'Change members of a JSON document',
    description: 'By a JSON merge patch (RFC 7396): null removes. What the patch does not mention stays as written.',
  })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({ schema: {}, description: 'The patch.' })
  @ApiOkResponse({ standardSchema: documentView, headers: etag })
  async patch(
    @PathTenant() tenant: Tenant,
    @Param('name') name: string,
    @Query({ schema: noQuery }) _query: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DocumentView> {
    requireType(request, 'json');
    const patch = { name, bytes: bytesOf(request) };
    const { document } = await patchTenantDocument(this.db, this.secrets, tenant, patch, conditionOf(request));
    reply.header('etag', `"${document.etag}"`);
    return document;
  }

  @Delete(':name')
  @HttpCode(204)
  @ifMatch
  @refused
  @ApiOperation({ summary: 'Remove a document' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  async remove(
    @PathTenant() tenant: Tenant,
    @Param('name') name: string,
    @Query({ schema: noQuery }) _query: object,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await deleteTenantDocument(this.db, tenant, name, conditionOf(request));
  }
}

const bytesOf = ({ body }: FastifyRequest): Uint8Array => (body as Uint8Array | undefined) ?? new Uint8Array();

const notShown = (tenant: Tenant, name: string): ApiError =>
  new ApiError(
    'forbidden',
    `the document "${name}" of tenant "${tenant.name}" is a secret, which a key that may only read is not shown`,
    'Use a key that may write.',
  );
