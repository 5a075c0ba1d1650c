import type { CheckedBlueGreenSpec } from '../../domain/spec.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { appVersion } from '../account/app-version.ts';
import { shortRelease, showMoment } from '../account/history-lines.ts';
import type { AppOfRelease } from '../account/release-account.ts';
import { versionText } from '../account/version-text.ts';
import type { LastChange } from './last-change.ts';

/** What an undo will do, before it is started; `later`: what has changed the service since, where something has. */
export function undoLines(
  spec: CheckedBlueGreenSpec,
  undone: Outcome,
  released: AppOfRelease | undefined,
  later: LastChange | undefined,
): readonly string[] {
  const { app, service, target, drain, bake } = spec;
  const { endedAt } = undone;
  const rows = [
    ['undoes', `${undone.release}, which ended ${showMoment(endedAt)}`],
    ['serves now', servesNow(later ?? { outcome: undone, ...(released !== undefined && { app: released }) })],
    ['comes back', comesBack(app)],
    [
      'how',
      `a new blue-green release, drain of at most ${drain.timeout}, bake of ${bake.duration}; no gates, no checks`,
    ],
  ] as const;
  return [
    later === undefined
      ? `undo of the last change of "${service}" on target "${target}"`
      : `undo of a change of "${service}" on target "${target}" that is not the last one: ${shortRelease(later.workflowId)} came after it`,
    ...rows.map(([name, text]) => `  ${name.padEnd(10)}  ${text}`),
  ];
}

function comesBack(app: CheckedBlueGreenSpec['app']): string {
  const version = versionText(app.id, appVersion(app), app.instances);
  return app.instances === undefined ? `${version}, with as many tasks as serve then` : version;
}

function servesNow({ outcome: { serving }, app }: Omit<LastChange, 'workflowId'>): string {
  return versionText(serving?.appId ?? app?.id ?? '', app?.version, serving?.instances);
}
