import type { ByteSource } from '../byte-source.ts';
import type { SyncInput } from '../input.ts';
import type { RecordReader } from './record-reader.ts';

/** An input of which the format is known. */
export interface OpenedInput {
  readonly input: SyncInput;
  /** Its bytes, unpacked and in UTF-8 (of text formats). Nothing is opened before they are asked for. */
  readonly source: ByteSource;
  /** Names run and file in messages: `run 12 of acme/salesforce.Account: Account.jsonl`. */
  readonly where: string;
}

/** Opens the reader of one format. */
export type OpenReader = (opened: OpenedInput) => Promise<RecordReader>;
