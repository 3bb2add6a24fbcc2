type Numbers = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** Numbers in a typed array that grows: 4 bytes each where an array of JavaScript's takes 8 and more. */
export class NumberList<Array extends Numbers = Uint32Array> {
  length = 0;

  constructor(public array: Array) {}

  push(value: number): void {
    if (this.length === this.array.length) this.grow();
    this.array[this.length] = value;
    this.length += 1;
  }

  /** What has been pushed; shares memory with the list. */
  view(): Array {
    return this.array.subarray(0, this.length) as Array;
  }

  /** What has been pushed, in memory that threads share; the list goes on with a copy should more come. */
  shared(): Array {
    const { array, length } = this;
    if (array.buffer instanceof SharedArrayBuffer && array.length === length) return array;
    const Type = array.constructor as new (buffer: SharedArrayBuffer) => Array;
    const copy = new Type(new SharedArrayBuffer(length * array.BYTES_PER_ELEMENT));
    copy.set(this.view());
    this.array = copy;
    return copy;
  }

  private grow(): void {
    const Type = this.array.constructor as new (length: number) => Array;
    const larger = new Type(Math.max(1024, Math.ceil(this.array.length * 1.5)));
    larger.set(this.array);
    this.array = larger;
  }
}

/** @param room how many numbers are expected */
export const uint32List = (room = 1024) => new NumberList(new Uint32Array(Math.ceil(room)));
export const int32List = (room = 1024) => new NumberList(new Int32Array(Math.ceil(room)));
export const float64List = () => new NumberList(new Float64Array(1024));
export const uint8List = () => new NumberList(new Uint8Array(1024));

/** Numbers that other threads can read, and write, where they are. */
export const sharedUint32 = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(4 * length));
