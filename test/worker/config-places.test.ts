import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withOverrides } from '../../src/worker/config-environment.ts';
import { configJsonSchema } from '../../src/worker/config-schema.ts';
import { loadWorkerConfig } from '../../src/worker/config.ts';

const loadBalancer =
  '{ kind: haproxy, instances: [{ name: lb1, socket: /run/lb1.sock }], mapFile: /etc/haproxy/pacer.map }';
const withTarget = (name: string) =>
  `targets: { ${name}: { marathon: { url: http://m }, loadBalancer: ${loadBalancer} } }`;

let dir: string;
let before: string;

beforeEach(async () => {
  before = process.cwd();
  dir = await mkdtemp(join(tmpdir(), 'pacer-config-places-'));
  await mkdir(join(dir, 'work'));
  await mkdir(join(dir, '.config', 'pacer'), { recursive: true });
  process.chdir(join(dir, 'work'));
});

afterEach(async () => {
  process.chdir(before);
  await rm(dir, { recursive: true, force: true });
});

async function targets(env: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
  return Object.keys((await loadWorkerConfig({ HOME: dir, ...env })).targets);
}

describe('the configuration file', () => {
  it('is the one that is named, then that of the working directory, then that of the user', async () => {
    await writeFile(join(dir, '.config', 'pacer', 'pacer.yaml'), withTarget('user'));
    expect(await targets()).toEqual(['user']);
    await writeFile('pacer.yaml', withTarget('here'));
    expect(await targets()).toEqual(['here']);
    await writeFile(join(dir, 'other.yaml'), withTarget('named'));
    expect(await targets({ PACER_CONFIG: '../other.yaml' })).toEqual(['named']);
  });

  it('that is named and not there is not replaced by another', async () => {
    await writeFile('pacer.yaml', withTarget('here'));
    await expect(targets({ PACER_CONFIG: 'nope.yaml' })).rejects.toThrow(
      /no worker configuration in .*nope\.yaml \(from PACER_CONFIG\)/,
    );
  });

  it.each([0o666, 0o602, 0o777])('that every user can change is refused, with mode %o', async (mode) => {
    await writeFile('pacer.yaml', withTarget('here'));
    await chmod('pacer.yaml', mode);
    const path = join(process.cwd(), 'pacer.yaml');
    await expect(targets()).rejects.toThrow(
      `can be changed by every user of the machine (mode 0${mode.toString(8)}): run \`chmod o-w ${path}\``,
    );
  });

  it('may be read by all, changed by a group, and be a device', async () => {
    await writeFile('pacer.yaml', withTarget('here'));
    for (const mode of [0o644, 0o664, 0o660]) {
      await chmod('pacer.yaml', mode);
      expect(await targets()).toEqual(['here']);
    }
    await expect(targets({ PACER_CONFIG: '/dev/null' })).rejects.toThrow('targets');
  });

  it('is missed with the places where it was looked for', async () => {
    await expect(targets()).rejects.toThrow(
      /no worker configuration in .*work\/pacer\.yaml, .*\.config\/pacer\/pacer\.yaml\. Write one/,
    );
  });

  it('is not needed when the environment has a whole target', async () => {
    const env = {
      PACER_TARGETS__solo__marathon__url: 'http://m',
      PACER_TARGETS__solo__loadBalancer: loadBalancer,
    };
    expect(await targets(env)).toEqual(['solo']);
  });

  it('is named beside the variables that were laid over it when something is wrong', async () => {
    await writeFile('pacer.yaml', withTarget('here'));
    const env = { PACER_TARGETS__here__marathon__url: 'nowhere' };
    await expect(targets(env)).rejects.toThrow(
      /work\/pacer\.yaml with PACER_TARGETS__here__marathon__url:\n {2}targets\.here\.marathon\.url: "nowhere" must be/,
    );
  });
});

describe('the environment', () => {
  const content = {
    targets: {
      'eu-west': {
        marathon: { url: 'http://m', timeout: '5s' },
        loadBalancer: { instances: [{ name: 'lb1' }] },
      },
    },
  };
  const marathon = content.targets['eu-west'].marathon;
  const overlaid = (env: NodeJS.ProcessEnv) =>
    withOverrides(content, env, configJsonSchema()) as typeof content;

  it.each([
    [
      'replaces a field',
      { 'PACER_TARGETS__eu-west__marathon__url': 'http://n' },
      { ...marathon, url: 'http://n' },
    ],
    [
      'knows names without case, "-" and "_"',
      { PACER_TARGETS__EU_WEST__MARATHON__URL: 'http://n' },
      { ...marathon, url: 'http://n' },
    ],
    [
      'knows fields that the file does not have',
      { PACER_TARGETS__EU_WEST__MARATHON__CA_FILE: '/ca' },
      { ...marathon, caFile: '/ca' },
    ],
    [
      'has true and numbers as YAML',
      { PACER_TARGETS__EU_WEST__MARATHON__INSECURESKIPVERIFY: 'true' },
      { ...marathon, insecureSkipVerify: true },
    ],
    [
      'has quoted numbers as text',
      { PACER_TARGETS__EU_WEST__MARATHON__TIMEOUT: '"5"' },
      { ...marathon, timeout: '5' },
    ],
    [
      'replaces a mapping, then a field of it',
      {
        PACER_TARGETS__EU_WEST__MARATHON__CREDENTIALS__USER: 'v',
        PACER_TARGETS__EU_WEST__MARATHON__CREDENTIALS: '{ kind: basic, user: u }',
      },
      { ...marathon, credentials: { kind: 'basic', user: 'v' } },
    ],
    [
      'leaves text that is no YAML as it is',
      { PACER_TARGETS__EU_WEST__MARATHON__URL: '{[' },
      { ...marathon, url: '{[' },
    ],
    ['leaves alone what is not of it', { PACER_OTHER: 'x', TARGETS__EU_WEST__MARATHON__URL: 'x' }, marathon],
  ])('%s', (_, env, expected) => {
    expect(overlaid(env).targets).toMatchObject({ 'eu-west': { marathon: expected } });
    expect(Object.keys(overlaid(env).targets)).toEqual(['eu-west']);
  });

  it('adds to a list by index', () => {
    const { targets: all } = overlaid({ PACER_TARGETS__EU_WEST__LOADBALANCER__INSTANCES__1__NAME: 'lb2' });
    expect(all['eu-west'].loadBalancer.instances).toEqual([{ name: 'lb1' }, { name: 'lb2' }]);
  });

  it('begins a new target under the name as it is written', () => {
    expect(overlaid({ PACER_TARGETS__Other__marathon__url: 'http://o' }).targets).toMatchObject({
      Other: { marathon: { url: 'http://o' } },
    });
  });

  it('does not touch what it is laid over', () => {
    overlaid({ PACER_TARGETS__EU_WEST__MARATHON__URL: 'http://n' });
    expect(marathon.url).toBe('http://m');
  });
});
