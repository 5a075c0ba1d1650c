/** A process that starts a server and then only waits: for the test that kills it. Arguments: port, directory. */
import { join } from 'node:path';
import { startServer } from '../../src/local/processes.ts';

const [port = '0', dir = '.'] = process.argv.slice(2);
const script = `require('http').createServer((_, res) => res.end(String(process.pid))).listen(${port}, '127.0.0.1')`;
await startServer({
  name: 'the server',
  command: process.execPath,
  args: ['-e', script],
  logFile: join(dir, `${port}.log`),
  ready: () => fetch(`http://127.0.0.1:${port}/`),
  readyTimeoutMs: 10_000,
  stopTimeoutMs: 5_000,
});
setInterval(() => undefined, 1_000);
