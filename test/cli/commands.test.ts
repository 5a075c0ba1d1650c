import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { readSpec } from '../../src/cli/read-spec.ts';
import { COMMANDS } from '../../src/domain/commands.ts';
import { aDirectory, pacer, specOf } from './support/pacer.ts';

const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const WORKER_CONFIG = `targets:
  local:
    marathon: { url: "http://127.0.0.1:1" }
    loadBalancer: { kind: haproxy, instances: [{ name: one, socket: /nowhere }], mapFile: /nowhere.map }
`;
let files: Awaited<ReturnType<typeof aDirectory>>;

beforeAll(async () => {
  files = await aDirectory();
});
afterAll(() => files.remove());

describe('--help', () => {
  it('lists every verb and every exit code', async () => {
    const { code, out } = await pacer(['--help']);
    expect(code).toBe(0);
    for (const verb of ['local', 'worker', 'release', 'status', ...COMMANDS])
      expect(out).toMatch(new RegExp(`^  ${verb} `, 'm'));
    for (const exit of [0, 1, 2, 3, 4, 5, 6, 7, 130]) expect(out).toMatch(new RegExp(`^  ${exit} +\\w`, 'm'));
  });

  it.each(createProgram().commands.map((verb) => verb.name()))('shows an example for %s', (name) => {
    const verb = createProgram().commands.find((it) => it.name() === name)!;
    let help = '';
    verb.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    verb.outputHelp();
    expect(help).toMatch(new RegExp(`Examples?:\\n  \\$ npx pacer ${name}`));
  });
});

describe('wrong usage', () => {
  it('ends with 2 and the nearest verb', async () => {
    const { code, err } = await pacer(['relase', 'shop.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('Did you mean release?');
  });

  it('ends with 2 for help on a verb that there is not, with the nearest one', async () => {
    const { code, err } = await pacer(['help', 'relase']);
    expect(code).toBe(2);
    expect(err).toContain("unknown command 'relase'\n(Did you mean release?)");
    expect((await pacer(['help', 'release'])).out).toContain('Usage: pacer release');
  });

  it.each([
    [['status', ''], "value '' is invalid for argument 'service'. It is empty: give a name"],
    [['abort', 'shop', '--target', ''], "'--target <name>' argument '' is invalid. It is empty: give a name"],
    [['queue', ' '], "value ' ' is invalid for argument 'service'. It is empty: give a name."],
  ])('ends with 2 where a name is empty: %j', async (args, expected) => {
    const { code, err } = await pacer(args, NOWHERE);
    expect(code).toBe(2);
    expect(err).toContain(expected);
  });

  it('ends with 2 without a verb, and shows the help', async () => {
    const { code, err } = await pacer([]);
    expect(code).toBe(2);
    expect(err).toContain('Usage: pacer');
  });
});

it('--version prints the version', async () => {
  expect(await pacer(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
  });
});

describe('a verb that reads a spec', () => {
  it.each(['release', 'plan', 'lint', 'spec'] as const)('%s is named in its errors', async (verb) => {
    await expect(readSpec('/nowhere/shop.yaml', verb)).rejects.toMatchObject({
      next: [`name a file: npx pacer ${verb} FILE`],
    });
    await expect(readSpec(await files.write('none.json', '{}'), verb)).rejects.toThrow(
      verb === 'release' ? 'the spec is refused, nothing was started:' : 'the spec is refused:',
    );
  });

  it('spec takes --json, and prints JSON without it, too', async () => {
    const file = await files.write('good.json', specOf('good'));
    expect((await pacer(['spec', file, '--json'])).out).toBe((await pacer(['spec', file])).out);
  });
});

describe('release', () => {
  it('refuses a bad spec before it starts anything, with field, place and remedy', async () => {
    const file = await files.write('bad.yaml', 'target: local\nservice: Shop\ndrain:\n  onTimout: kill\n');
    const { code, out, err } = await pacer(['release', file], NOWHERE);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(`${file}:2:1 service: "Shop" must be`);
    expect(err).toContain(
      `${file}:4:3 drain.onTimout: "kill" is not a field here; did you mean "onTimeout"?`,
    );
    expect(err).not.toMatch(/^ +at /m);
  });

  it('refuses a file that is not there', async () => {
    const { code, err } = await pacer(['release', '/nowhere/shop.yaml'], NOWHERE);
    expect(code).toBe(2);
    expect(err).toContain('/nowhere/shop.yaml');
  });

  it('ends with 7 when Temporal is not there, and says how to start one', async () => {
    const { code, err } = await pacer(['release', await files.write('shop.json', specOf('shop'))], NOWHERE);
    expect(code).toBe(7);
    expect(err).toContain('Temporal does not answer at 127.0.0.1:1');
    expect(err).toContain('npx pacer local');
    expect(err).not.toMatch(/^ +at /m);
  });
});

describe('worker', () => {
  it('ends with 2 without a configuration, and says where it looked', async () => {
    const { code, err } = await pacer(['worker'], { ...NOWHERE, PACER_CONFIG: '/nowhere/pacer.yaml' });
    expect(code).toBe(2);
    expect(err).toContain('/nowhere/pacer.yaml');
  });

  it('ends with 7 when Temporal is not there', async () => {
    const config = await files.write('pacer.yaml', WORKER_CONFIG);
    const { code, err } = await pacer(['worker', '--config', config], NOWHERE);
    expect(code).toBe(7);
    expect(err).toContain('Temporal does not answer at 127.0.0.1:1');
  });
});

describe('haproxy-config', () => {
  it('prints two backends and a frontend for the service', async () => {
    const { code, out } = await pacer(['haproxy-config', 'shop', '--bind', ':80', '--map-file', '/m']);
    expect(code).toBe(0);
    expect(out).toMatch(/^backend shop_a$/m);
    expect(out).toMatch(/^backend shop_b$/m);
    expect(out).toContain('bind :80');
    expect(out).toContain('map_str_int(/m,0)');
  });

  it('refuses a word that would break the configuration', async () => {
    const { code, err } = await pacer(['haproxy-config', 'shop', '--bind', ':80 # x']);
    expect(code).toBe(2);
    expect(err).toContain(':80 # x');
  });
});

describe('docs/cli.md', () => {
  it('has every verb and every exit code with its meaning', async () => {
    const file = new URL('../../docs/cli.md', import.meta.url);
    const page = (await readFile(file, 'utf8')).replaceAll(/ +/g, ' ');
    for (const verb of createProgram().commands)
      expect(page).toMatch(new RegExp(`^\\| \`${verb.name()}`, 'm'));
    for (const [code, meaning] of EXIT_CODES) expect(page).toContain(`| ${code} | ${meaning} |`);
  });
});
