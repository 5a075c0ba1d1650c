import type { Notice } from '../../src/domain/notifications.ts';

/** A notice of a paused release. */
export function aNotice(different: Partial<Notice> = {}): Notice {
  return {
    key: 'ship-it/0a1b2c3d-run/3',
    event: 'paused',
    sequence: 3,
    at: '2026-03-04T05:06:07.000Z',
    release: 'ship-it/0a1b2c3d',
    workflowId: 'ship-it',
    runId: '0a1b2c3d-run',
    service: 'shop',
    target: 'production',
    procedure: 'blue-green',
    state: 'paused',
    message: 'paused by an operator before the next step',
    commands: [
      { command: 'resume', effect: 'go on' },
      { command: 'abort', effect: 'go back at once' },
    ],
    ...different,
  };
}
