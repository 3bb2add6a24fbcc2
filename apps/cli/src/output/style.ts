import { styleText } from 'node:util';

type Terminal = NodeJS.WriteStream;
type Format = Parameters<typeof styleText>[0];

/** Colours only where they are seen: styleText looks at the stream, NO_COLOR and FORCE_COLOR. */
const paint =
  (format: Format) =>
  (text: string, stream: Terminal = process.stdout): string =>
    styleText(format, text, { stream });

export const style = {
  head: paint('bold'),
  faint: paint('dim'),
  good: paint('green'),
  warning: paint('yellow'),
  problem: paint('red'),
  name: paint('cyan'),
};
