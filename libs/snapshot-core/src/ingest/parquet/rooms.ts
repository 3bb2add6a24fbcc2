/**
 * Memory for what one piece after the other is read into, each of which ends what was there before. Buffers of pages that
 * live through many batches would be freed late: of a file of a million rows they were 50 MB more than what was in use.
 */
export class Room {
  private bytes: Buffer = Buffer.alloc(0);

  /** The room for a piece of this many bytes, with whatever lies in it. */
  take(size: number): Buffer {
    // A quarter more, so that pages which grow a little do not need a new room each.
    if (size > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(Math.ceil(size * 1.25));
    return this.bytes.subarray(0, size);
  }

  /** A copy of these bytes in here. */
  keep(bytes: Uint8Array): Buffer {
    const room = this.take(bytes.length);
    room.set(bytes);
    return room;
  }
}

/** Of one column, in each of a file's row groups. */
export interface ColumnRooms {
  page: Room;
  dictionary: Room;
}

/** The rooms of a file: what all columns share, since one is read after the other, and each one's own by its path. */
export class FileRooms {
  /** A page as it lies in the file. */
  readonly packed = new Room();
  readonly header = new Room();
  private readonly columns = new Map<string, ColumnRooms>();

  of(path: string): ColumnRooms {
    let rooms = this.columns.get(path);
    if (!rooms) this.columns.set(path, (rooms = { page: new Room(), dictionary: new Room() }));
    return rooms;
  }
}
