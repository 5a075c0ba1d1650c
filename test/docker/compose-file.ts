import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

/** What our checks read of docker-compose.yml; the Compose specification's schema checks the rest. */
const service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  depends_on: z
    .record(z.string(), z.object({ condition: z.string(), restart: z.boolean().optional() }))
    .default({}),
  healthcheck: z
    .object({ test: z.array(z.string()) })
    .loose()
    .optional(),
  restart: z.string(),
});

const compose = z.looseObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
});

export async function readComposeFile(): Promise<{ raw: unknown; file: z.infer<typeof compose> }> {
  const raw: unknown = parse(await readFile('docker-compose.yml', 'utf8'), { merge: true });
  return { raw, file: compose.parse(raw) };
}
