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

it('a problem of another field of an app shows the value', () => {
  expect(
    problemsOf(aSpec({ app: { id: '/shop', instances: 'three', healthChecks: [{}] } }), checkSpec),
  ).toContain('app.instances: "three" must be a number');
});
