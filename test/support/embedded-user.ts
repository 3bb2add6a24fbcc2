/**
 * A process that uses the embedded server, for tests to talk to and to kill: `embedded-user.ts HOME`. It writes the address
 * when it has it, releases when its standard input ends, and then writes `released`.
 */
import { acquireEmbeddedServer } from '../../libs/snapshot-core/src/db/embedded/embedded-server.ts';

const [home = ''] = process.argv.slice(2);
const server = await acquireEmbeddedServer(home, { durable: false });
process.stdout.write(`${server.url}\n`);
process.stdin.resume().once('end', async () => {
  await server.release();
  process.stdout.write('released\n');
});
