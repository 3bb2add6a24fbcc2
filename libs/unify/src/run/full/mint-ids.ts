import { randomFillSync, randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** UUIDs that random bytes are drawn for at a time: drawing them one by one took more than all else about an id. */
const AT_A_TIME = 1024;
const BYTES = 16;

/** Writes new ids into buffers: UUIDv7 of this moment, so that their order is their age, of which each is greater than the one before. */
export function idMint(): (into: Buffer, at: number) => void {
  const random = Buffer.alloc(AT_A_TIME * BYTES);
  const msecs = Date.now();
  let sequence = randomInt(2 ** 31);
  let next = AT_A_TIME;
  return (into, at) => {
    if (next === AT_A_TIME) {
      randomFillSync(random);
      next = 0;
    }
    const own = random.subarray(next * BYTES, (next + 1) * BYTES);
    uuidv7({ random: own, msecs, seq: sequence }, into, at);
    next += 1;
    sequence += 1;
  };
}
