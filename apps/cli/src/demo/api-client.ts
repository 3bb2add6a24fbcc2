import { WeftError } from '@app/snapshot-core';

/** Reads the HTTP API, as any client does. */
export interface ApiClient {
  get<Answer>(path: string): Promise<Answer>;
  /** Every item of a list, page after page. */
  list<Item>(path: string): Promise<Item[]>;
}

const PAGE = 500;

export function apiClient(address: string, key: string, signal: AbortSignal): ApiClient {
  const get = async <Answer>(path: string): Promise<Answer> => {
    const answer = await fetch(`${address}/v1${path}`, { headers: { authorization: `Bearer ${key}` }, signal });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as Answer;
    throw new WeftError('failed', `GET /v1${path} answered ${answer.status}: ${text}`, 'The log of the API says more.');
  };
  const list = async <Item>(path: string): Promise<Item[]> => {
    const items: Item[] = [];
    const query = `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}`;
    for (let next: string | null = ''; next !== null;) {
      const page: { data: Item[]; next: string | null } = await get(next === '' ? query : `${query}&cursor=${next}`);
      items.push(...page.data);
      next = page.next;
    }
    return items;
  };
  return { get, list };
}
