import { expect, it } from 'vitest';
import { createLog } from '../../src/worker/log.ts';

it('says of an error what happened and where, and none of its fields', () => {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  const error = Object.assign(new TypeError('no answer'), { config: { headers: 'hunter2' } });
  log.warn({ error }, 'a look failed');
  const [line = ''] = lines;
  expect(JSON.parse(line)).toMatchObject({
    msg: 'a look failed',
    error: {
      name: 'TypeError',
      message: 'no answer',
      stack: expect.stringContaining('log.test.ts') as string,
    },
  });
  expect(line).not.toContain('hunter2');
});
