import { titleOfCanaryStep } from '../src/domain/canary-title.ts';
import type { CanaryStep } from '../src/domain/canary.ts';
import type { CanarySpec } from '../src/domain/canary-spec.ts';
import type { Outcome } from '../src/domain/outcome.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import { canaryStepsAhead } from '../src/domain/procedure.ts';
import { acting } from './acting.ts';
import { bakeByChecks } from './analysis.ts';
import { askFirst } from './ask-first.ts';
import { beside } from './background-analysis.ts';
import { takeCanaryStep, type Canary } from './canary-steps.ts';
import { leave, stepsOf } from './change-over.ts';
import { between, gatesOf } from './gate.ts';
import { listenToGuard } from './guard.ts';
import type { ChangeOver, Release } from './release.ts';
import { releasing } from './releasing.ts';
import { shapePool } from './shape-pool.ts';
import { permission, step } from './step.ts';
import { launch } from './steps.ts';

/**
 * Gives the version of the spec (canary) the share of users that its steps say, measures it, and either lets it replace
 * the one that serves (stable) or sends everybody back at once. The result says what happened. Fails only when nothing
 * was begun: `InvalidInput`, `ReleaseInProgress`.
 */
export function canary(input: CanarySpec): Promise<Outcome> {
  return releasing({
    procedure: 'canary',
    check: () => acting('check the spec').checkCanarySpec(input),
    plan: (spec, release) => acting('find stable and plan the release').planCanary({ spec, release }),
    goGreen,
  });
}

async function goGreen(change: ChangeOver<CanaryPlan>): Promise<void> {
  const { release, from: stable } = change;
  const { plan, journal, pool } = release;
  listenToGuard(release);
  journal.planned(plan, canaryStepsAhead(plan.steps.map(titleOfCanaryStep), stable !== undefined, plan.warm));
  for (const note of plan.notes ?? []) journal.note(note);
  journal.weighs(0);

  await between(release, 'launch', () =>
    step(change, { step: 1 }, async () => {
      await startClean(release);
      await launch(change);
    }),
  );
  const canary: Canary = { change, scale: { kind: 'match-traffic-weight' }, weight: 0 };
  await beside(release, async (background) => {
    for (const [index, it] of plan.steps.entries()) {
      const canaryStep = index + 1;
      const begins = canaryStep === plan.background?.fromStep;
      if (begins && isWait(it)) background.begin();
      const take = () => takeCanaryStep(canary, it, canaryStep);
      const ofCanary = { title: titleOfCanaryStep(it), kind: it.kind };
      const key = { step: 10, canaryStep } as const;
      await between(release, 'step', () => step(change, key, take, ofCanary), canaryStep);
      if (begins && !isWait(it)) background.begin();
    }
    await permission(release); // measured for as long as anybody has to say it
  });
  const stableLeaves = async (): Promise<void> => {
    pool.giveAllTo(plan.green); // as the last step left it, and from here on for good
    if (stable === undefined) return;
    await askFirst(release, 'pre-retire');
    await leave(change, stable, 0, stepsOf(change, 1)); // steps 6-9
  };
  if (plan.warm !== true) await stableLeaves();
  await between(release, 'bake', async () => {
    await step(change, { step: 11 }, () => bakeByChecks(release));
    journal.lastWordComes();
  });
  await gatesOf(release, 'before', 'removal');
  await permission(release);
  if (plan.warm === true) await stableLeaves();
}

/** Whatever an earlier release left in the map, also that it was turned back: it would decide this one's weights. */
async function startClean(release: Release<CanaryPlan>): Promise<void> {
  const { plan, pool } = release;
  const nobodyYet = { weight: 0, sticky: plan.sticky };
  pool.split(nobodyYet);
  pool.giveAllTo(plan.blue ?? plan.green);
  await shapePool(release, `let everybody be on ${(plan.blue ?? plan.green).appId}`);
  pool.split(nobodyYet);
}

/** What changes the canary is not measured before it is done. */
function isWait({ kind }: CanaryStep): boolean {
  return kind === 'pause' || kind === 'analysis';
}
