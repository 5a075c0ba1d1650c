import { activityInfo, getClient, log } from '@temporalio/activity';
import { noticeApp, scaledBack, type KnownApp } from '../src/domain/guard-apps.ts';
import { noticePool, type PoolLook } from '../src/domain/guard-pool.ts';
import { MOST_IN_SIGNAL, toTell, type ForeignChange } from '../src/domain/guard.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { Target } from './dependencies.ts';
import type { Scene } from './scene.ts';

/** Compares each look of one wait with the one before it, and with what the release knows. */
export interface Guard {
  /** Names foreign changes, tells them, and scales back what the policy says until `signal`. Never throws. */
  saw(target: Target, intent: PoolIntent, scene: Scene, signal: AbortSignal): Promise<void>;
}

/** What one wait may add to the release's history of what the release does not act on. */
const MOST_NOTICES = 40;

const TELL_TIMEOUT_MS = 2_000;
/** A look does not stand still for a Marathon that hangs. */
const SCALE_TIMEOUT_MS = 2_000;

/** Throws when Temporal does not take it. */
async function tell(
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  changes: readonly ForeignChange[],
): Promise<void> {
  const { workflow } = getClient();
  await workflow.withDeadline(Date.now() + TELL_TIMEOUT_MS, () =>
    workflow.getHandle(workflowId, runId).signal('noticed', changes),
  );
}

/** A guard for one attempt of an activity. */
export function openGuard(): Guard {
  const known = new Map<string, KnownApp>();
  let before: PoolLook | undefined;
  let untold: readonly ForeignChange[] = [];
  let notices = 0;
  const say = async (): Promise<void> => {
    const { workflowExecution: release } = activityInfo();
    const changes = untold.slice(0, MOST_IN_SIGNAL);
    if (release === undefined || changes.length === 0) return;
    untold = untold.slice(changes.length);
    try {
      await tell(release, changes);
    } catch (error) {
      log.warn('the release was not told what somebody else has changed; telling it again', { error });
      untold = [...changes, ...untold];
    }
  };
  return {
    async saw(target, intent, scene, signal) {
      const look = { found: scene.found, desired: scene.desired, left: scene.pool.reading };
      const ofPool = before === undefined ? [] : noticePool(before, look);
      before = look;
      const ofApps = await Promise.all(
        (intent.guarded ?? []).map((it) => guardApp({ target, intent, scene, signal }, it, known)),
      );
      const found = toTell([...ofApps.flat(), ...ofPool], MOST_NOTICES - notices);
      notices += found.notices;
      untold = [...untold, ...found.changes];
      if (untold.length > 0) await say();
    },
  };
}

interface Seen {
  readonly target: Target;
  readonly intent: PoolIntent;
  readonly scene: Scene;
  readonly signal: AbortSignal;
}

async function guardApp(
  { target: { marathon }, intent, scene, signal }: Seen,
  guarded: NonNullable<PoolIntent['guarded']>[number],
  known: Map<string, KnownApp>,
): Promise<readonly ForeignChange[]> {
  const { appId, instances, configVersion } = guarded;
  const fromRelease: KnownApp = {
    ...(instances === undefined ? {} : { instances }),
    ...(configVersion === undefined ? {} : { configVersion }),
  };
  const app = scene.apps.find((it) => it.id === appId);
  const leaving = intent.sides.find((it) => it.appId === appId)?.withdrawn ?? [];
  const notice = noticeApp(guarded, known.get(appId) ?? fromRelease, app, leaving);
  known.set(appId, notice.known);
  for (const { message } of notice.changes) log.warn('somebody else has changed something', { message });
  if (notice.scaleBackTo !== undefined) {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(SCALE_TIMEOUT_MS)]);
      await marathon.setInstances(appId, notice.scaleBackTo, within);
      known.set(appId, scaledBack(notice.known));
    } catch (error) {
      log.warn('could not scale back; the next look tries again', { appId, error });
    }
  }
  return notice.changes;
}
