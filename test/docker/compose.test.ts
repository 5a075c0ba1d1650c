import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readComposeFile } from './compose-file.ts';

const { raw, file } = await readComposeFile();
const services = Object.entries(file.services).map(([name, service]) => ({ name, service }));

describe('docker-compose.yml', () => {
  it('keeps to the schema of the Compose specification', async () => {
    const linter = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
    const text = await readFile(join(linter, 'schemas', 'compose.schema.json'), 'utf8');
    // It names its draft, 7, by an address that ajv does not know.
    const schema = { ...(JSON.parse(text) as object), $schema: 'http://json-schema.org/draft-07/schema#' };
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    validate(raw);
    expect(validate.errors).toBeNull();
  });

  it('has Temporal, Marathon, HAProxy, Prometheus, a worker and an app', () => {
    expect(Object.keys(file.services)).toEqual(
      expect.arrayContaining(['temporal', 'marathon', 'haproxy', 'prometheus', 'worker', 'app']),
    );
  });

  it.each(services)('pins the image of $name to one version', ({ service }) => {
    expect(service.image).toMatch(/^[a-z0-9/]+:v?\d+\.\d+\.\d+(-[a-z0-9]+)*$/);
  });

  it.each(services)('publishes ports of $name on loopback only', ({ service }) => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });

  it.each(services)('lets $name wait only for what exists and can tell its health', ({ service }) => {
    for (const [other, { condition }] of Object.entries(service.depends_on)) {
      expect(file.services).toHaveProperty(other);
      if (condition === 'service_healthy') expect(file.services[other]).toHaveProperty('healthcheck');
    }
    const owner = service.network_mode?.replace('service:', '');
    if (owner !== undefined) expect(Object.keys(service.depends_on)).toContain(owner);
  });

  it('checks the health of every server', () => {
    const unchecked = services
      .filter(({ service }) => service.healthcheck === undefined)
      .map(({ name }) => name);
    // The machine only holds the network; the app's release ends by itself.
    expect(unchecked).toEqual(['machine', 'app']);
  });

  it("keeps Temporal's database in a named volume", () => {
    const [name, path] = file.services['temporal']?.volumes[0]?.split(':') ?? [];
    expect(Object.keys(file.volumes)).toContain(name);
    expect(file.services['temporal']?.command).toContain(`--db-filename=${path ?? ''}/temporal.db`);
  });
});
