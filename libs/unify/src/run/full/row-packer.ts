import type { RowPack, StageRow } from '@app/snapshot-core';

const NULL = -1;
const LENGTH_BYTES = 4;

/** Packs rows, their keys first: what goes from thread to thread costs nothing then, and nothing is written twice. */
export class RowPacker {
  private bytes: Buffer;
  private view: DataView;
  private filled = 0;
  private readonly ends: number[] = [];

  /** @param room bytes that are expected */
  constructor(room: number) {
    this.bytes = Buffer.allocUnsafeSlow(room);
    this.view = viewOf(this.bytes);
  }

  row({ key, values }: StageRow): void {
    this.field(key);
    for (const value of values) this.field(value);
    this.ends.push(this.filled);
  }

  /** The rows that were added. */
  pack(): RowPack {
    return { bytes: this.bytes.subarray(0, this.filled), ends: Uint32Array.from(this.ends) };
  }

  private field(text: string | null): void {
    this.makeRoom(LENGTH_BYTES + (text?.length ?? 0) * 3); // no UTF-16 unit takes more than three bytes
    const length = text === null ? NULL : this.bytes.write(text, this.filled + LENGTH_BYTES);
    this.view.setInt32(this.filled, length);
    this.filled += LENGTH_BYTES + Math.max(length, 0);
  }

  private makeRoom(bytes: number): void {
    if (this.filled + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.filled + bytes) * 2);
    this.bytes.copy(larger, 0, 0, this.filled);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView => new DataView(buffer, byteOffset, byteLength);
