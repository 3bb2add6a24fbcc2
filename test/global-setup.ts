import { prepareTestServer } from './support/test-server.ts';

/** Makes, once per run, the database that every jest worker clones: the real catalog, by its real migrations. */
export default prepareTestServer;
