import type { StreamSummary } from '@app/snapshot-core';
import type { UnifiedView } from '@app/unify';
import { style } from '../output/style.ts';
import type { ApiClient } from './api-client.ts';

export interface Place {
  address: string;
  key: string;
  home: string;
  databaseUrl: string;
}

/** Lines to try, all of which work as they stand while the demo runs. */
export async function nextSteps(
  api: ApiClient,
  tenant: string,
  customer: UnifiedView | undefined,
  place: Place,
): Promise<string> {
  const { address, key, home, databaseUrl } = place;
  const { data: streams } = await api.get<{ data: StreamSummary[] }>(`/tenants/${tenant}/streams`);
  const stream = streams.find(({ stream }) => stream === 'Account') ?? streams[0];
  const curl = (path: string) => `curl -gsH "Authorization: Bearer $KEY" '${address}/v1${path}'`;
  const one = customer ? [curl(`/tenants/${tenant}/unified/customer/${customer.id}`)] : [];
  const read = [
    `KEY=${key}`,
    curl('/tenants'),
    ...one,
    curl(`/tenants/${tenant}/changes?after=0&limit=5`),
    ...(stream ? [curl(`/tenants/${tenant}/streams/${stream.integration}/${stream.stream}/records?limit=2`)] : []),
  ];
  const table = stream?.table.replaceAll("'", `'\\''`);
  return [
    section('Ask the API', read),
    section('Read it by SQL', table ? [`psql '${databaseUrl}' -c 'select * from ${table} limit 3'`] : []),
    section('Use the command line', [
      `WEFT_HOME='${home}' npx weft unified ${tenant} customer`,
      `WEFT_HOME='${home}' npx weft changes ${tenant} --after 0 --json | head`,
      `WEFT_HOME='${home}' npx weft doctor`,
    ]),
    section('Read on', [`${address}/docs`]),
  ].join('');
}

const section = (head: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n  ${style.head(head)}\n${lines.map((line) => `    ${line}\n`).join('')}`;
