import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { haproxyGlobalConfig, haproxyServiceConfig } from '../../src/clients/haproxy/config.ts';
import { readComposeFile } from './compose-file.ts';

const { file } = await readComposeFile();
const services = Object.entries(file.services).map(([name, service]) => ({ name, service }));
const ours = services.filter(({ service }) => service.build !== undefined);
const commands = services.flatMap(({ service }) => [service.command, service.healthcheck?.test ?? []]);
const ignored = (await readFile('.dockerignore', 'utf8')).split('\n');
const dockerfile = await readFile('Dockerfile', 'utf8');
const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(
  ([, sources]) => sources?.split(' ') ?? [],
);

describe('the Dockerfile', () => {
  it('copies only what exists in the project and reaches the build', () => {
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
    expect(copied.filter((path) => !ignored.includes(`!${path}`))).toEqual([]);
  });

  it('starts from one version of a Debian-based Node.js 20', () => {
    expect(dockerfile).toMatch(/^FROM node:20\.\d+\.\d+-bookworm-slim$/m);
  });

  it('starts the worker', () => {
    expect(dockerfile).toMatch(/^CMD \["node", "bin\/pacer\.mjs", "worker"\]$/m);
  });
});

describe('the commands in docker-compose.yml', () => {
  it.each(ours)('name files for $name that exist in the project and are in the image', ({ service }) => {
    const words = [
      ...service.command,
      ...(service.healthcheck?.test ?? []),
      ...Object.values(service.environment),
    ];
    const paths = words.filter((word) => /^[a-z-]+\/[\w./-]+\.(mjs|ts|yaml)$/.test(word));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    expect(paths.filter((path) => !copied.includes(path.split('/')[0] ?? ''))).toEqual([]);
  });

  it.each(services)('mount files for $name that exist in the project', ({ service }) => {
    const mounted = service.volumes
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((path) => path.startsWith('.'));
    expect(mounted.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('use verbs and options that the command line has', async () => {
    const worker = await execa('node', ['bin/pacer.mjs', 'worker', '--help'], { timeout: 60_000 });
    expect(worker.stdout).toContain('pacer worker');
    const release = await execa('node', ['bin/pacer.mjs', 'release', '--help'], { timeout: 60_000 });
    expect(release.stdout).toContain('--watch');
    expect(await readFile('docker/first-release.mjs', 'utf8')).toContain(
      "['bin/pacer.mjs', 'release', file, '--watch']",
    );
  });
});

describe('the ports in docker-compose.yml', () => {
  it('are those on which the servers listen', async () => {
    const published = services.flatMap(({ service }) => service.ports.map((port) => port.split(':').at(-1)));
    expect(published.toSorted()).toEqual([...(await listening())].toSorted());
  });

  it('are those at which the worker, Prometheus and the health checks look for them', async () => {
    const texts = [
      ...commands.flat(),
      await readFile('docker/pacer.yaml', 'utf8'),
      await readFile('docker/prometheus.yml', 'utf8'),
      await readFile('docker/first-release.mjs', 'utf8'),
    ];
    const wanted = texts.flatMap((text) => [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => port));
    const open = new Set([...(await listening()), '9999']);
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((port) => !open.has(port ?? ''))).toEqual([]);
    for (const { service } of services)
      expect([undefined, 'temporal:7233']).toContain(service.environment['TEMPORAL_ADDRESS']);
  });
});

/** From the servers' own commands and configurations, but for HAProxy's runtime port, which stays inside. */
async function listening(): Promise<Set<string>> {
  const flags = commands
    .flat()
    .flatMap((word) => /^--(?:ui-)?port=(\d+)$|^--web\.listen-address=\S+:(\d+)$/.exec(word)?.slice(1) ?? []);
  const haproxy = await readFile('docker/haproxy.cfg', 'utf8');
  const binds = [...haproxy.matchAll(/^ +bind \S+:(\d+)$/gm)].map(([, port]) => port);
  return new Set([...flags, ...binds].filter((port) => port !== undefined));
}

describe('docker/haproxy.cfg', () => {
  it('is exactly what Pacer prints for the service', async () => {
    const printed = [
      haproxyGlobalConfig({ socket: 'tcp://127.0.0.1:9999', statsBind: '0.0.0.0:8404' }),
      haproxyServiceConfig({
        service: 'shop',
        mapFile: '/usr/local/etc/haproxy/pacer.map',
        bind: '0.0.0.0:8000',
        healthPath: '/health',
      }),
    ].join('\n');
    await expect(printed).toMatchFileSnapshot('../../docker/haproxy.cfg');
  });

  it('uses the socket and the map that docker/pacer.yaml names', async () => {
    const balancer = z.object({
      targets: z.object({
        local: z.object({
          loadBalancer: z.object({
            instances: z.array(z.object({ socket: z.string() })),
            mapFile: z.string(),
          }),
        }),
      }),
    });
    const { loadBalancer } = balancer.parse(parse(await readFile('docker/pacer.yaml', 'utf8'))).targets.local;
    const config = await readFile('docker/haproxy.cfg', 'utf8');
    expect(config).toContain(
      `stats socket ${loadBalancer.instances[0]?.socket.replace('tcp://', '') ?? ''} `,
    );
    expect(config).toContain(`map_str_int(${loadBalancer.mapFile},0)`);
    expect(file.services['haproxy']?.volumes).toContain(`./docker/pacer.map:${loadBalancer.mapFile}:ro`);
  });
});
