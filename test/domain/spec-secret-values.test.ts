import { expect, it } from 'vitest';
import { checkSpec, renderSpecProblems } from '../../src/domain/spec-errors.ts';
import { problemsOf } from './canary-input.ts';
import { aSpec } from './spec-input.ts';

it.each([
  ['a label', { labels: { API_TOKEN: 77_777 } }, 'app.labels.API_TOKEN: (hidden) must be text'],
  ['a mapping', { instances: { DB_PASSWORD: 77_777 } }, 'app.instances: (hidden) must be a number'],
])('a problem of an app does not show what may be a secret: %s', (_, app, expected) => {
  const check = checkSpec({
    target: 'local',
    service: 'shop',
    app: { id: '/shop', healthChecks: [{}], ...app },
  });
  const said = check.kind === 'ok' ? '' : renderSpecProblems(check.problems);
  expect(said).toContain(expected);
  expect(said).not.toContain('77777');
});

const spec = { target: 'local', service: 'shop', app: { id: '/shop', cmd: './shop', healthChecks: [{}] } };
const env = { DB_PASSWORD: 'hunter2', PIN_TOKEN: 77_777 };

it.each([
  ['beside the app', { ...spec, env }],
  ['in another field', { ...spec, drain: { timeout: env } }],
  ['in place of a text', { ...spec, service: env }],
  ['in place of the app', { ...spec, app: 'DB_PASSWORD=hunter2' }],
  ['in an id', { ...spec, app: { ...spec.app, id: 'https://shop:hunter2@registry/shop' } }],
  ['in a spec that is JSON within quotes', JSON.stringify({ app: { env } })],
])('a problem does not show what may be a secret: %s', (_, input) => {
  const check = checkSpec(input);
  expect(check.kind).toBe('invalid');
  expect(JSON.stringify(check)).not.toMatch(/hunter2|77777/);
});

it('a problem of another field of an app shows the value', () => {
  expect(
    problemsOf(aSpec({ app: { id: '/shop', instances: 'three', healthChecks: [{}] } }), checkSpec),
  ).toContain('app.instances: "three" must be a number');
});
