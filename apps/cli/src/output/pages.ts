/** Records read at a time. Larger pages are no quicker and hold more in memory. */
export const PAGE_SIZE = 1000;

/**
 * Shows all pages, until the command is to stop.
 * @returns how many rows there were
 */
export async function showPages<Row>(
  all: AsyncIterable<Row[]>,
  show: (page: Row[]) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  let shown = 0;
  for await (const page of all) {
    signal.throwIfAborted();
    await show(page);
    shown += page.length;
  }
  return shown;
}

/**
 * Reads pages until one is not full.
 * @param read gives the page behind `after`, which is what `cursorOf` says of the page's last row
 */
export async function* pages<Row, Cursor>(
  read: (page: { after: Cursor | undefined; limit: number }) => Promise<Row[]>,
  cursorOf: (last: Row) => Cursor,
  most = Infinity,
): AsyncGenerator<Row[]> {
  let after: Cursor | undefined;
  for (let left = most; left > 0;) {
    const limit = Math.min(PAGE_SIZE, left);
    const page = await read({ after, limit });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = cursorOf(last);
    left -= page.length;
  }
}
