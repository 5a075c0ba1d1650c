/** A process that starts a stack, prints it as one line and then only waits: for the test that kills it. */
import { startLocalStack } from '../../src/local/stack.ts';

const stack = await startLocalStack({ dir: process.argv[2] ?? '.', ports: 'any' });
const servers = [
  stack.marathon,
  stack.haproxy,
  stack.prometheus,
  ...(stack.temporal ? [stack.temporal] : []),
];
console.log(JSON.stringify({ marathonUrl: stack.marathonUrl, pids: servers.map((it) => it.pid) }));
setInterval(() => undefined, 1_000);
