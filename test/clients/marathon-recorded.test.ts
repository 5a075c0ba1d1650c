import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMarathon } from '../../src/clients/marathon.ts';
import { json, startOddServer } from './odd-server.ts';

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly response_body: unknown;
}

/** Exchanges with the real Marathon 1.11. */
const folder = new URL('../conformance/marathon/recorded/', import.meta.url);
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').trim().split('\n'))
  .map((line) => JSON.parse(line) as Recorded)
  .filter((it) => it.method === 'GET' && it.status === 200);

function repliesTo(path: RegExp): readonly unknown[] {
  return recorded.filter((it) => path.test(it.path)).map((it) => it.response_body);
}

/** Serves the replies one after the other. */
async function replay(replies: readonly unknown[]) {
  let next = 0;
  const server = await startOddServer((_, response) => {
    json(response, 200, replies[next++]);
  });
  return createMarathon({ url: server.url });
}

describe('what the real Marathon answered', () => {
  it('to a GET of an app is read each time', async () => {
    const replies = repliesTo(/^\/v2\/apps\/[^/*?]+(\?embed=[^&]*)?$/).filter((it) =>
      Object.hasOwn(it as object, 'app'),
    );
    const marathon = await replay(replies);
    let tasks = 0;
    for (const reply of replies as readonly { app: { id: string; instances: number; tasks: unknown[] } }[]) {
      const app = await marathon.readApp(reply.app.id);
      expect(app).toMatchObject({ id: reply.app.id, instances: reply.app.instances });
      tasks += app!.tasks.length;
    }
    expect(replies.length).toBeGreaterThan(100);
    expect(tasks).toBeGreaterThan(100);
  });

  it('to a GET of deployments and of the queue is read each time', async () => {
    const deployments = repliesTo(/^\/v2\/deployments$/);
    const queues = repliesTo(/^\/v2\/queue/);
    const marathon = await replay([...deployments, ...queues]);
    for (const reply of deployments) {
      expect(await marathon.runningDeployments()).toHaveLength((reply as unknown[]).length);
    }
    for (const reply of queues) {
      expect(await marathon.readQueue()).toHaveLength((reply as { queue: unknown[] }).queue.length);
    }
    expect(deployments.length).toBeGreaterThan(0);
    expect(queues.length).toBeGreaterThan(0);
  });
});
