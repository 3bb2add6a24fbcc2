import { removeTestServer } from './support/test-server.ts';

export default removeTestServer;
