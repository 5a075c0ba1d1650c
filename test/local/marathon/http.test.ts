import { createParser } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { ask, marathonForTest, runApp } from './local-marathon.ts';

const SLEEP = 'exec sleep 1000';

describe('the HTTP API', () => {
  it('serves everything below its path prefix and nothing beside it', async () => {
    const { url } = await marathonForTest({ pathPrefix: '/service/marathon' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/service\/marathon$/);
    const made = await fetch(`${url}/v2/apps`, {
      method: 'POST',
      body: JSON.stringify({ id: 'a', cmd: SLEEP }),
      headers: { 'content-type': 'application/json' },
    });
    expect(made.headers.get('location')).toBe(`${url}/a`);
    expect(await (await fetch(`${url}/ping`)).text()).toBe('pong');
    expect((await fetch(new URL('/v2/apps', url))).status).toBe(500);
  });

  it('asks for credentials everywhere when it has some', async () => {
    const { url } = await marathonForTest({ basicAuth: { user: 'alice', password: 'a:b' } });
    const authorization = `Basic ${Buffer.from('alice:a:b').toString('base64')}`;
    for (const path of ['/ping', '/v2/apps', '/v2/events']) {
      const refused = await fetch(`${url}${path}`);
      expect([path, refused.status, await refused.text()]).toEqual([path, 401, '']);
    }
    expect((await fetch(`${url}/v2/apps`, { headers: { authorization } })).status).toBe(200);
  });

  it('refuses a port that is taken, before it touches a task', async () => {
    const { url } = await marathonForTest();
    await expect(marathonForTest({ port: Number(new URL(url).port) })).rejects.toThrow('is taken');
  });

  it('lists what service discovery of Prometheus and marathon-lb reads', async () => {
    const { url } = await marathonForTest();
    await runApp(url, { id: '/found', cmd: SLEEP });
    const { apps } = await ask<{ apps: Record<string, unknown>[] }>(`${url}/v2/apps?embed=apps.tasks`);
    expect(apps).toHaveLength(1);
    expect(apps[0]).toMatchObject({
      id: '/found',
      labels: {},
      networks: [{ mode: 'host' }],
      portDefinitions: [{ port: 10_000, protocol: 'tcp' }],
      tasks: [
        {
          host: '127.0.0.1',
          state: 'TASK_RUNNING',
          healthCheckResults: [],
          ipAddresses: [{ ipAddress: '127.0.0.1' }],
        },
      ],
    });
    expect(apps[0]).not.toHaveProperty('container');
  });

  it('streams the events of the types asked for', async () => {
    const { url } = await marathonForTest();
    const controller = new AbortController();
    const headers = { accept: 'text/event-stream' };
    const stream = await fetch(`${url}/v2/events?event_type=deployment_success`, {
      headers,
      signal: controller.signal,
    });
    const seen: (string | undefined)[] = [];
    const parser = createParser({ onEvent: (event) => seen.push(event.event) });
    const reading = (async () => {
      for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) parser.feed(chunk);
    })().catch(() => undefined);
    await runApp(url, { id: '/heard', cmd: SLEEP });
    await eventually(() => {
      expect(seen).toEqual(['deployment_success']);
    });
    controller.abort();
    await reading;
  });
});
