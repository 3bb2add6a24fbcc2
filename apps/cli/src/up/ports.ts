import { createServer } from 'node:net';
import { WeftError } from '@app/snapshot-core';

/** How many ports behind a taken one are looked at. */
const NEIGHBOURS = 50;

/** Whether nothing listens there yet. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/**
 * The port to serve on: `port` itself, or for 0 one that the system chooses.
 * @throws WeftError `invalid` when it is taken.
 */
export async function checkedPort(host: string, port: number): Promise<number> {
  if (port === 0) return systemPort(host);
  if (await isFree(host, port)) return port;
  throw new WeftError(
    'invalid',
    `port ${port} of ${host} cannot be listened on: it is taken, or not ours to use`,
    'Set PORT to another.',
  );
}

/** The first free port from `from` on. */
export async function nextFreePort(host: string, from: number): Promise<number> {
  for (let port = from; port < from + NEIGHBOURS; port += 1) if (await isFree(host, port)) return port;
  return systemPort(host);
}

function systemPort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Address for people and browsers: a server that listens everywhere is reached at this machine. */
export function addressOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
