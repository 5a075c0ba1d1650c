import { expect, it } from 'vitest';
import { renderPreview } from '../../src/cli/plan/render.ts';
import { toPreview } from '../../src/domain/preview/to-preview.ts';
import { anApp as aRunning, aTask } from '../support/apps.ts';
import { aChecked, aPlan, noFacts } from '../domain/preview/planned.ts';
import { anApp } from '../domain/spec-input.ts';

const env = { APP_VERSION: '2', DB_PASSWORD: 'geheim' };
const spec = {
  app: anApp({ instances: 4, cpus: 0.5, env }),
  pending: { metric: 'pending_operations' },
  gates: [
    { before: 'retire-blue', by: ['ann', 'bob'], approvals: 2, deadline: '4h', onDeadline: 'roll-back' },
  ],
};

it('a plan in words is as it was when somebody read it', async () => {
  const tasks = ['1', '2', '3', '4'].map((id) => aTask(id));
  const preview = toPreview(
    aChecked(spec),
    { kind: 'planned', plan: aPlan(spec) },
    {
      ...noFacts,
      blue: aRunning(tasks),
      blueDefinition: {
        id: '/shop-a',
        ...anApp({ cpus: 0.5, env: { APP_VERSION: '1', DB_PASSWORD: 'alt' } }),
      },
      holder: { workflowId: 'pacer/release/local/shop/1', runId: 'r' },
      gauges: [{ taskId: '1', problem: 'NaN is no count' }],
      deployments: [{ appId: '/shop-a', ids: ['d1'] }],
    },
  );
  expect(JSON.stringify(preview)).not.toMatch(/geheim|"alt"/);
  const text = renderPreview(preview).map((it) => it.text);
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('golden/plan.txt');
});
