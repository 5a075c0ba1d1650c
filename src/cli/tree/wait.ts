import type { Wait } from '../../domain/status.ts';
import type { LiveStatus } from '../live-status.ts';
import { line, wrap, type Line } from './line.ts';
import { showSpan } from './time.ts';

const OWNERS: Readonly<Record<Wait['owner'], string>> = {
  marathon: 'Marathon',
  'load-balancer': 'the load balancer',
  app: 'the app',
  clock: 'the clock',
  operator: 'you',
  release: 'the releases ahead of it',
};

/** What it waits for, on whom, since when and for how long at most; and what is still missing. */
export function waitLines({ wait, seeing }: LiveStatus, now: Date, width: number): readonly Line[] {
  if (wait === undefined) return [];
  const elapsed = showSpan(wait.since, now) ?? '';
  const bound =
    wait.until === undefined
      ? ', as long as it takes'
      : ` of at most ${showSpan(wait.since, wait.until) ?? ''}`;
  return [
    ...wrap(`waiting: ${wait.reason}`, width, '  ').map((text) => line(text, 'strong')),
    line(`    on ${OWNERS[wait.owner]}, ${elapsed}${bound}`),
    ...(seeing === undefined || seeing === ''
      ? []
      : wrap(seeing, width, '    ').map((text) => line(text, 'busy'))),
  ];
}
