import { basename } from 'node:path';
import { ByteSource } from './byte-source.ts';
import { checkContent } from './check-content.ts';
import { CsvReader } from './csv/csv-reader.ts';
import type { ToldDialect } from './csv/dialect.ts';
import type { Header } from './csv/read-header.ts';
import { decodeText } from './decode-text.ts';
import type { Delivery } from './delivery.ts';
import { type Format, formatOfContent, formatOfName } from './formats.ts';
import { inputsOf, readChunks, type SyncInput } from './input.ts';
import type { StreamSettings } from './settings.ts';

/** The format is looked for in so many bytes at most. */
const HEAD_BYTES = 64 << 10;

/** One file of a delivery: its format, and its bytes, which are opened when they are asked for. */
export class DeliveryFile {
  private opened: ByteSource | undefined;
  private csv: Promise<{ reader: CsvReader; header: Header }> | undefined;

  /**
   * @param where names run and file in messages
   * @param file the file's own name, where there are several
   */
  constructor(
    readonly input: SyncInput,
    readonly where: string,
    readonly file: string | undefined,
    private readonly settings: StreamSettings,
    private readonly onRead: (bytesRead: number) => void,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get source(): ByteSource {
    this.opened ??= this.openSource();
    return this.opened;
  }

  /** As told, else as its name says, else as its content says. */
  async format(): Promise<Format> {
    return this.input.format ?? formatOfName(this.input.name) ?? formatOfContent(await this.head());
  }

  /** The CSV behind its header. */
  openCsv(): Promise<{ reader: CsvReader; header: Header }> {
    this.csv ??= CsvReader.open(this.source, this.where, toldDialect(this.settings));
    return this.csv;
  }

  /** Lets go of the file; it can be opened again. */
  async close(): Promise<void> {
    await this.opened?.close();
    this.opened = undefined;
    this.csv = undefined;
  }

  /** Bytes up to the first line's end, which stay in the source. */
  private async head(): Promise<Buffer> {
    const { source } = this;
    do await source.more();
    while (!source.ended && source.rest.length < HEAD_BYTES && !source.rest.includes(10));
    return source.rest;
  }

  private openSource(): ByteSource {
    const { settings, where } = this;
    const chunks = readChunks(this.input, this.onRead, this.signal, settings.unpackRatio);
    const format = this.input.format ?? formatOfName(this.input.name);
    if (format === 'parquet') return new ByteSource(chunks);
    const checked = checkContent(chunks, { format, encoded: settings.encoding !== undefined, where });
    return new ByteSource(decodeText(checked, settings.encoding, where));
  }
}

/** The files of a delivery, in order. */
export function deliveryFiles({ request, settings, where, onRead }: Delivery): DeliveryFile[] {
  const inputs = inputsOf(request);
  const read = inputs.map(() => 0);
  return inputs.map((input, i) => {
    const file = inputs.length > 1 ? basename(input.name) : undefined;
    const onFileRead = (bytesRead: number) => {
      read[i] = bytesRead;
      onRead(read.reduce((a, b) => a + b));
    };
    const named = file === undefined ? where : `${where}, ${file}`;
    return new DeliveryFile(input, named, file, settings, onFileRead, request.signal);
  });
}

function toldDialect({ delimiter, quote }: StreamSettings): ToldDialect {
  return {
    ...(delimiter === undefined ? {} : { delimiter: delimiter.charCodeAt(0) }),
    ...(quote === undefined ? {} : { quote: quote.charCodeAt(0) }),
  };
}
