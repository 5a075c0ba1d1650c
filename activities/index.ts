import type { KeepDetails } from './acknowledge.ts';
import { analysisActivities } from './analysis.ts';
import { appActivities } from './apps.ts';
import { bakeActivities } from './bake.ts';
import type { ContactBook, Targets } from './dependencies.ts';
import { drainActivities } from './drain.ts';
import { healthActivities } from './health.ts';
import type { HearEnd } from './hear-end.ts';
import { keeperFindActivities } from './keeper-find.ts';
import { keeperActivities, type Keepers } from './keeper.ts';
import { lineActivities, type Lines } from './line.ts';
import { lockActivities, type ReadExecution } from './lock.ts';
import { notifyActivities } from './notify.ts';
import { planActivities } from './plan.ts';
import { poolActivities } from './pool.ts';
import { previewActivities } from './preview.ts';
import { standingActivities } from './read-standing.ts';
import { retireActivities } from './retire.ts';
import { turnBackActivities } from './turn-back.ts';
import type { TellMeasured } from './tell-measured.ts';

/** All activities of Pacer. Each is harmless when run twice or when its first answer was lost. */
export function createActivities(
  targets: Targets,
  readExecution: ReadExecution,
  lines: Lines,
  keep: KeepDetails,
  tell: TellMeasured,
  keepers: Keepers,
  contacts: ContactBook = {},
  hearEnd?: HearEnd,
) {
  return {
    ...planActivities(targets),
    ...lockActivities(readExecution),
    ...lineActivities(readExecution, lines),
    ...keeperActivities(readExecution, keepers),
    ...keeperFindActivities(targets, readExecution),
    ...appActivities(targets),
    ...healthActivities(targets),
    ...previewActivities(targets, readExecution, lines, contacts),
    ...poolActivities(targets, hearEnd),
    ...drainActivities(targets),
    ...standingActivities(targets),
    ...retireActivities(targets),
    ...bakeActivities(targets),
    ...analysisActivities(targets, keep, tell),
    ...turnBackActivities(targets),
    ...notifyActivities(contacts),
  };
}

export type Activities = ReturnType<typeof createActivities>;
export type { AnalysisInput, AnalysisResult } from './analysis-input.ts';
export type { AnalysisProgress } from '../src/domain/analysis-progress.ts';
export type { BakeResult } from './bake.ts';
export type { LockSeen, LockToAwait } from './line.ts';
export type { DrainInput, DrainResult } from './drain.ts';
