import { expect, it } from 'vitest';
import { LEFT_OUT } from '../../src/domain/leave-out-secrets.ts';
import { previousVersion } from '../../src/domain/previous-version.ts';

const env = { DB_PASSWORD: 'hunter2', A: '1' };

it('keeps all of a version that came by a spec, but for what is of Pacer', () => {
  const labels = { team: 'x', PACER_SERVICE: 'shop', PACER_RELEASE: 'r1', PACER_REPLACES: '/shop-b' };
  expect(previousVersion({ id: '/shop-a', cmd: './shop', instances: 2, env, labels }, '/shop', 4)).toEqual({
    definition: { id: '/shop', cmd: './shop', env, labels: { team: 'x' } },
    instances: 4,
  });
});

it('leaves secrets out of any other, and names their fields', () => {
  expect(previousVersion({ id: '/web', cmd: './shop', env, labels: {} }, '/shop', 4)).toEqual({
    definition: { id: '/shop', cmd: './shop', env: { DB_PASSWORD: LEFT_OUT, A: '1' } },
    instances: 4,
    leftOut: ['app.env.DB_PASSWORD'],
  });
});
