import type { App, AppDefinition } from '../app.ts';
import { durationText } from '../duration-text.ts';

/** How long a task takes until it is healthy, and what that is taken from. */
export interface StartUp {
  readonly expectedMs: number;
  readonly basis: string;
}

/** From how long the tasks that serve now took to start, and from when the new ones are first checked. */
export function startUpOf(definition: AppDefinition, blue: App | undefined): StartUp {
  const starts = (blue?.tasks ?? []).flatMap(({ stagedAt, startedAt }) =>
    stagedAt === undefined || startedAt === undefined ? [] : [Date.parse(startedAt) - Date.parse(stagedAt)],
  );
  const startMs = median(starts);
  const checkMs = firstCheckMs(definition);
  const start =
    startMs === undefined
      ? 'how long a task takes to start is not known'
      : `${startMs < 100 ? 'under 100ms' : durationText(roughly(startMs))} to start, as ${blue?.id ?? ''} took (median of ${starts.length})`;
  const check =
    checkMs === undefined
      ? 'running counts as healthy'
      : `up to ${durationText(checkMs)} to the first health check`;
  return { expectedMs: roughly((startMs ?? 0) + (checkMs ?? 0)), basis: `${start}; ${check}` };
}

/** Mesos begins after a delay, Marathon itself with its next round; the slowest check counts. */
function firstCheckMs(definition: AppDefinition): number | undefined {
  const checks = definition['healthChecks'];
  if (!Array.isArray(checks) || checks.length === 0) return undefined;
  return Math.max(...checks.map((it: HealthCheck) => firstRoundMs(it)));
}

interface HealthCheck {
  readonly protocol?: string;
  readonly delaySeconds?: number;
  readonly intervalSeconds?: number;
}

function firstRoundMs({ protocol = 'HTTP', delaySeconds = 15, intervalSeconds = 60 }: HealthCheck): number {
  return (/^(MESOS_|COMMAND)/.test(protocol) ? delaySeconds : intervalSeconds) * 1000;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** To a tenth of a second: more would be a promise. */
function roughly(ms: number): number {
  return Math.round(Math.max(0, ms) / 100) * 100;
}
