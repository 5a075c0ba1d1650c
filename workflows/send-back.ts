import { CancellationScope, patched } from '@temporalio/workflow';
import type { BlueStanding } from '../src/domain/blue-standing.ts';
import { FULL_WEIGHT } from '../src/domain/canary.ts';
import { percentText } from '../src/domain/canary-title.ts';
import type { Side } from '../src/domain/plan.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { ReleaseState } from '../src/domain/status.ts';
import { wantedOf, wasDead, wayBack, type WayBack } from '../src/domain/way-back.ts';
import { acting } from './acting.ts';
import { causeOf, StepFailed } from './failure.ts';
import { greenServes, type Release } from './release.ts';
import { shapePool } from './shape-pool.ts';

const TURN_BACK_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 5_000;
/** Whatever is not done by then, the change-over that follows does. */
const SHARE_TIMEOUT_MS = 15_000;

/**
 * Sends users back before anything else, as far as blue carries them and there is a reason to. What is out of reach is not
 * waited for. Throws StepFailed where nobody is to be sent back: blue is gone, or was dead all along.
 */
export async function sendBackFirst(release: Release, blue: Side, greenIsBad: boolean): Promise<void> {
  const way = await sentBackBy(release, blue, greenIsBad);
  if (way.kind !== 'hold') return;
  const message = `nobody can be sent back to ${blue.appId}: ${way.because}`;
  throw new StepFailed({ kind: 'pool', message });
}

/** The same where blue has not come up as a whole: those that have come up carry whom they can. Says nothing if nobody. */
export async function sendBackAgain(release: Release, blue: Side, greenIsBad: boolean): Promise<void> {
  await sentBackBy(release, blue, greenIsBad);
}

async function sentBackBy(release: Release, blue: Side, greenIsBad: boolean): Promise<WayBack> {
  const { pool } = release;
  const standing = await readStanding(release, blue);
  const way = wayBack({
    blue: standing,
    wanted: wantedOf(blue),
    wasDead: wasDead(blue),
    isOpen: isOpen(pool.intent(), blue),
    greenIsBad,
    greenServes: greenServes(release),
  });
  // What may be ending by now gets nobody; the rest, if it runs, serves again.
  if (standing.kind === 'seen') pool.withdraw(blue, standing.leaving);
  switch (way.kind) {
    case 'hold':
    case 'capacity-first':
      break;
    case 'turn-back':
      await sendEverybodyBack(release, blue, 'open');
      break;
    case 'traffic-first':
      if (way.share === FULL_WEIGHT) await sendEverybodyBack(release, blue, 'withdrawn');
      else await giveShare(release, blue, way.share);
  }
  return way;
}

/** As it was decided before 0.3.0: by what the release knows alone. Everybody, at once. */
export async function sendBackIfWhole(release: Release, blue: Side): Promise<void> {
  if (!isWhole(release, blue)) return;
  const { pool, journal } = release;
  pool.giveAllTo(blue);
  if (!(await turnBack(release, blue))) await shapePool(release, `send everybody back to ${blue.appId}`);
  journal.exposed(false);
  journal.weighs(0);
}

const TOO_LATE: ReadonlySet<ReleaseState> = new Set(['rolling-back', 'removing', 'holding', 'finished']);

/**
 * Begins to send everybody back to a blue that is whole and has its share set, beside whatever is being cancelled: the
 * answer to that may take its time. The way back does it again. Does nothing on the way back and past the last way back.
 */
export function beginToSendBack(release: Release): void {
  const { blue } = release.plan;
  if (blue === undefined || !isWhole(release, blue)) return;
  // 2026-11-28: 0.2.0 did it at any time.
  if (TOO_LATE.has(release.journal.state) && patched('too-late-to-send-back')) return;
  void CancellationScope.nonCancellable(() => turnBack(release, blue));
}

/** Blue carries everybody as it stands, by one change of the map. */
function isWhole({ pool }: Release, blue: Side): boolean {
  const intent = pool.intent();
  return intent.split !== undefined && isOpen(intent, blue);
}

function isOpen({ sides }: PoolIntent, { appId }: Side): boolean {
  const side = sides.find((it) => it.appId === appId);
  return side?.admit === 'all' && side.withdrawn.length === 0;
}

/** Never throws: what cannot be read is unknown. */
async function readStanding({ plan, pool, journal }: Release, blue: Side): Promise<BlueStanding> {
  const { target, service } = plan;
  const { appId, slot } = blue;
  const withdrawn = pool.intent().sides.find((it) => it.appId === appId)?.withdrawn ?? [];
  const input = { target, service, appId, slot, withdrawn, timeoutMs: READ_TIMEOUT_MS };
  try {
    const standing = await acting(`see how ${appId} stands`, READ_TIMEOUT_MS).readStanding(input);
    if (standing.kind === 'unknown') journal.note(`how ${appId} stands is not known: ${standing.because}`);
    return standing;
  } catch (failure) {
    const because = causeOf(failure).message;
    journal.note(`could not read how ${appId} stands: ${because}`);
    return { kind: 'unknown', because };
  }
}

async function sendEverybodyBack(release: Release, blue: Side, servers: 'open' | 'withdrawn'): Promise<void> {
  const { pool, journal } = release;
  noteShare(release, blue, FULL_WEIGHT);
  pool.give(blue, FULL_WEIGHT);
  const isDone = servers === 'open' && (await turnBack(release, blue));
  if (!isDone && !(await shaped(release, `send everybody back to ${blue.appId}`))) return;
  journal.exposed(false);
  if (journal.procedure === 'canary') journal.weighs(0);
}

async function giveShare(release: Release, blue: Side, share: number): Promise<void> {
  const { pool, journal } = release;
  noteShare(release, blue, share);
  pool.give(blue, share);
  const isDone = await shaped(release, `give ${blue.appId} ${percentText(share)} of the requests`);
  if (isDone && journal.procedure === 'canary') journal.weighs(FULL_WEIGHT - share);
}

function noteShare({ journal }: Release, { appId }: Side, share: number): void {
  journal.note(`${percentText(share)} of the users go to ${appId} at once`);
}

/** Whether the pool is so by now. Never throws: what follows does it again. */
async function shaped({ pool, journal }: Release, summary: string): Promise<boolean> {
  const input = { intent: pool.intent(), goal: {}, thorough: false, timeoutMs: SHARE_TIMEOUT_MS };
  try {
    const result = await acting(summary, SHARE_TIMEOUT_MS).shapePool(input);
    if (result.kind === 'settled') journal.saw(result.sighting);
    else journal.note(`could not yet ${summary}: ${result.cause.message}`);
    return result.kind === 'settled';
  } catch (failure) {
    journal.note(`could not yet ${summary}: ${causeOf(failure).message}`);
    return false;
  }
}

/** Whether every instance has done it. Never throws. */
async function turnBack({ plan, journal }: Release, blue: Side): Promise<boolean> {
  const { target, service } = plan;
  const { slot, appId } = blue;
  try {
    const to = { appId, wanted: wantedOf(blue) };
    const input = { target, service, slot, to, timeoutMs: TURN_BACK_TIMEOUT_MS };
    const done = await acting(`send everybody to ${appId}`, TURN_BACK_TIMEOUT_MS).turnBack(input);
    if (!done.everywhere) journal.note(`not every user is on ${appId} yet: ${done.problem ?? ''}`);
    return done.everywhere;
  } catch (failure) {
    journal.note(`could not send everybody to ${appId}: ${causeOf(failure).message}`);
    return false;
  }
}
