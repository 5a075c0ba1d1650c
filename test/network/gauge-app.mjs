/**
 * The example app, whose metrics on PORT1 go through a proxy on their way: asked there, it asks the proxy at GAUGE_PROXY, which asks
 * the app on PORT0.
 */
import { createServer, request } from 'node:http';
import '../../src/local/example-app.mjs';

const { GAUGE_PROXY, PORT0, PORT1 } = process.env;

createServer((incoming, outgoing) => {
  const ahead = request(`${GAUGE_PROXY}/${PORT0}${incoming.url}`, { agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => incoming.socket.destroy());
    answer.pipe(outgoing);
  });
  ahead.on('error', () => incoming.socket.destroy());
  ahead.end();
}).listen(Number(PORT1), '127.0.0.1');
