import type { CheckedBlueGreenSpec } from '../../domain/spec.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { appVersion } from '../account/app-version.ts';
import { showMoment } from '../account/history-lines.ts';
import type { AppOfRelease } from '../account/release-account.ts';
import { versionText } from '../account/version-text.ts';

/** What an undo will do, before it is started. */
export function undoLines(
  spec: CheckedBlueGreenSpec,
  undone: Outcome,
  released: AppOfRelease | undefined,
): readonly string[] {
  const { app, service, target, drain, bake } = spec;
  const { serving, endedAt } = undone;
  const rows = [
    ['undoes', `${undone.release}, which ended ${showMoment(endedAt)}`],
    ['serves now', versionText(serving?.appId ?? released?.id ?? '', released?.version, serving?.instances)],
    ['comes back', comesBack(app)],
    [
      'how',
      `a new blue-green release, drain of at most ${drain.timeout}, bake of ${bake.duration}; no gates, no checks`,
    ],
  ] as const;
  return [
    `undo of the last change of "${service}" on target "${target}"`,
    ...rows.map(([name, text]) => `  ${name.padEnd(10)}  ${text}`),
  ];
}

function comesBack(app: CheckedBlueGreenSpec['app']): string {
  const version = versionText(app.id, appVersion(app), app.instances);
  return app.instances === undefined ? `${version}, with as many tasks as serve then` : version;
}
