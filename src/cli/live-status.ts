import type { CheckReport } from '../domain/analysis.ts';
import type { ReleaseStatus, SideStatus, Sighting } from '../domain/status.ts';

/** What a release says of itself, with what its activities see at this moment. */
export interface LiveStatus extends ReleaseStatus {
  /** What the present wait still lacks, in the words of the activity that waits. */
  readonly seeing?: string;
  /** Why this may be out of date. */
  readonly trouble?: string;
  /** Of one that has ended without an outcome: how, as `pacer history` has it, when, and what to do next. */
  readonly result?: 'refused' | 'cut-off' | 'cancelled';
  readonly endedAt?: string;
  readonly next?: readonly string[];
}

/** The status with newer sightings of tasks and checks in it. The release learns of them at the end of a step only. */
export function withSightings(status: ReleaseStatus, sightings: readonly Sighting[]): LiveStatus {
  const newest = [...sightings].sort((one, other) => other.at.localeCompare(one.at));
  const apps = newest.flatMap((sighting) => sighting.apps);
  const [blue, green] = coloursOf(status, newest[0]?.apps ?? []);
  const seeing = newest.find((sighting) => sighting.waitingFor)?.waitingFor;
  return {
    ...status,
    ...sideNow('blue', status.blue ?? blue, apps),
    ...sideNow('green', status.green ?? green, apps),
    ...checksNow(status.checks, newest),
    ...(seeing === undefined ? {} : { seeing }),
  };
}

/** A check belongs to its analysis: the one of a step and the one beside the steps are two. */
function checksNow(
  known: readonly CheckReport[] | undefined,
  newest: readonly Sighting[],
): Pick<ReleaseStatus, 'checks'> {
  const checks = new Map<string, CheckReport>();
  const oldest = newest.toReversed().map((sighting) => sighting.checks ?? []);
  for (const check of [known ?? [], ...oldest].flat()) checks.set(`${check.analysis} ${check.name}`, check);
  return checks.size === 0 ? {} : { checks: [...checks.values()] };
}

/** The status of a release that has ended, when nobody is left to ask. */
export function withOutcome(status: LiveStatus, outcome: NonNullable<ReleaseStatus['outcome']>): LiveStatus {
  const { procedure, service, target, release, startedAt, events, blue, green } = status;
  const checks = outcome.checks ?? status.checks;
  return {
    procedure,
    service,
    target,
    release,
    startedAt,
    events,
    ...(blue === undefined ? {} : { blue }),
    ...(green === undefined ? {} : { green }),
    ...(checks === undefined ? {} : { checks }),
    state: 'finished',
    message: outcome.summary,
    steps: outcome.steps,
    commands: [],
    outcome,
  };
}

/** Before its first step has ended a release shows no side yet; activities look at blue first, then at green. */
function coloursOf(
  { blue, green }: ReleaseStatus,
  apps: readonly SideStatus[],
): readonly [SideStatus | undefined, SideStatus | undefined] {
  const [first, second] = apps.filter((app) => app.appId !== blue?.appId && app.appId !== green?.appId);
  if (green !== undefined) return [first, undefined];
  return blue === undefined && second !== undefined ? [first, second] : [undefined, first];
}

function sideNow(
  colour: 'blue' | 'green',
  known: SideStatus | undefined,
  apps: readonly SideStatus[],
): Partial<Pick<ReleaseStatus, 'blue' | 'green'>> {
  if (known === undefined) return {};
  return { [colour]: apps.find((app) => app.appId === known.appId) ?? known };
}
