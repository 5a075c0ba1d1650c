import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { planActivities } from '../../activities/plan.ts';
import type { Targets } from '../../activities/dependencies.ts';
import { checkSpecOfEither } from '../../src/domain/spec-errors.ts';
import { createHaproxy, haproxyDefaults } from '../../src/clients/haproxy/haproxy.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { jsonOf } from './rubbish.ts';
import { anySpec } from './spec-rubbish.ts';
import { tally, type Tally } from './tally.ts';

/** Nobody is asked there. */
const targets: Targets = {
  local: {
    marathon: createMarathon({ url: 'http://127.0.0.1:1' }),
    loadBalancer: createHaproxy({ ...haproxyDefaults, instances: [], mapFile: '' }),
  },
};
const plan = planActivities(targets);

/** Of one spec, on a machine that does other things, too. */
const LONGEST_MS = 5_000;
/** Temporal takes failures up to two megabytes; people read less. */
const LONGEST_MESSAGE = 20_000;

const CHUNK = 1_000;

/** Specs that are spoiled, and anything else: right, or refused with field, value and remedy. */
export function specs(runs: number, seed: number): Promise<Tally> {
  return tally('specs', async ({ count, defect, timed }) => {
    for (let done = 0; done < runs; done += CHUNK) {
      for (const spec of fc.sample(anySpec, { seed: seed + done, numRuns: Math.min(CHUNK, runs - done) })) {
        const shown = (): string => jsonOf(spec)?.slice(0, 500) ?? '';
        const wrong = await timed(shown, LONGEST_MS, () => wrongWithAny(spec));
        if (wrong !== undefined) defect(`${wrong}: ${jsonOf(spec)?.slice(0, 2_000) ?? ''}`);
        count(checkSpecOfEither(spec).kind === 'ok' ? 'taken' : 'refused, with field, value and remedy');
      }
    }
  });
}

async function wrongWithAny(spec: unknown): Promise<string | undefined> {
  return (await wrongWith(() => plan.checkSpec(spec))) ?? (await wrongWith(() => plan.checkCanarySpec(spec)));
}

/** Undefined where it is taken, or refused as it should be. */
async function wrongWith(check: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (failure) {
    if (!(failure instanceof ApplicationFailure) || failure.type !== 'InvalidInput')
      return `threw ${String(failure)}`;
    if (failure.nonRetryable !== true) return 'would be tried again';
    const { message, details } = failure;
    if (message.length > LONGEST_MESSAGE) return `says ${message.length} characters`;
    const size = JSON.stringify(details ?? []).length;
    if (size > 10 * LONGEST_MESSAGE) return `brings ${size} characters of details`;
    if (!failure.message.includes(': ')) return `names no field: ${message}`;
    const bare = (details?.[0] as readonly Problem[] | undefined)?.find(
      (it) => it.field === '' || it.value === '' || it.remedy.length < 5,
    );
    return bare === undefined ? undefined : `without field, value and remedy: ${JSON.stringify(bare)}`;
  }
}
