import type { FileHandle } from 'node:fs/promises';
import type { Room } from './rooms.ts';

/** Ranges of a file's bytes, in any order. */
export interface FileAccess {
  size: number;
  /** The bytes from `start` up to `end`, in this room or else in memory of their own. Fewer where the file ends before. */
  read(start: number, end: number, room?: Room): Promise<Buffer>;
}

/** @param size bytes of the file */
export function fileAccess(file: FileHandle, size: number): FileAccess {
  return {
    size,
    read: async (start, end, room) => {
      const wanted = Math.max(0, Math.min(end, size) - start);
      const bytes = room?.take(wanted) ?? Buffer.allocUnsafeSlow(wanted);
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead } = await file.read(bytes, filled, wanted - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
  };
}
