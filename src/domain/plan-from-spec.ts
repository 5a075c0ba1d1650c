import type { AppDefinition } from './app.ts';
import { toControl } from './control-spec.ts';
import { milliseconds } from './duration.ts';
import { baseId } from './find-blue.ts';
import { releaseLabel, serviceLabel } from './labels.ts';
import type { BatchRule, BlueGreenPlan, ReleasePlan, Side } from './plan.ts';
import type { BackendSlot } from './pool.ts';
import { growingBatches, type CheckedBlueGreenSpec, type CheckedSpec } from './spec.ts';

/** What is not in the spec: how the release is called, and what serves now. */
export interface Found {
  readonly release: string;
  /** Absent for the first release of a service. */
  readonly blue?: { readonly appId: string; readonly instances: number };
}

/** The spec with every duration in milliseconds, and the places of both colours in Marathon and in the pool. */
export function toPlan(spec: CheckedBlueGreenSpec, found: Found): BlueGreenPlan {
  const shared = toSharedPlan(spec, found);
  return {
    ...shared,
    batches: batchRule(spec.batches),
    ...(spec.capacity.extraTasks !== undefined && { extraTasks: spec.capacity.extraTasks }),
    approval: spec.approval,
    ...(spec.bake.blue === 'warm' && { warm: true }),
    bake: bakeRule(spec, shared.green.appId),
  };
}

/** What the plans of both procedures have in common. */
export function toSharedPlan(spec: CheckedSpec, found: Found): Omit<ReleasePlan, 'bake'> {
  const blue = found.blue && blueSide(found.blue);
  const green = greenSide(spec, blue);
  return {
    target: spec.target,
    service: spec.service,
    release: found.release,
    ...(blue && { blue }),
    green,
    definition: greenDefinition(spec, green.appId, found.release),
    portIndex: spec.portIndex,
    health: {
      timeoutMs: milliseconds(spec.health.timeout),
      toleranceMs: milliseconds(spec.health.tolerance),
      required: spec.health.required,
    },
    ...(spec.pending && {
      pending: {
        metric: spec.pending.metric,
        path: spec.pending.path,
        portIndex: spec.pending.portIndex,
        zeroForMs: milliseconds(spec.pending.zeroFor),
      },
    }),
    drain: { timeoutMs: milliseconds(spec.drain.timeout), onTimeout: spec.drain.onTimeout },
    ...toControl(spec),
  };
}

function blueSide(blue: NonNullable<Found['blue']>): Side {
  return { colour: 'blue', slot: slotOf(blue.appId), ...blue };
}

/** Green takes the slot that blue does not hold, and is named after it. */
function greenSide(spec: CheckedSpec, blue: Side | undefined): Side {
  const slot: BackendSlot = blue?.slot === 'a' ? 'b' : 'a';
  const likeBlue = blue !== undefined && blue.instances > 0 ? blue.instances : 1;
  return {
    colour: 'green',
    appId: `${baseId(spec)}-${slot}`,
    slot,
    instances: spec.app.instances ?? likeBlue,
  };
}

/** An app that Pacer did not name holds slot a. */
function slotOf(appId: string): BackendSlot {
  return appId.endsWith('-b') ? 'b' : 'a';
}

function greenDefinition(spec: CheckedSpec, id: string, release: string): AppDefinition {
  const definition = Object.entries(spec.app).filter(([field]) => field !== 'instances');
  const labels = { ...spec.app.labels, [serviceLabel]: spec.service, [releaseLabel]: release };
  return { ...Object.fromEntries(definition), id, labels };
}

export function batchRule({ size, percent, first, growth }: CheckedBlueGreenSpec['batches']): BatchRule {
  if (size !== undefined) return { kind: 'fixed', size };
  if (percent !== undefined) return { kind: 'percent', percent };
  return { kind: 'growing', first: first ?? growingBatches.first, growth: growth ?? growingBatches.growth };
}

function bakeRule({ bake, service }: CheckedBlueGreenSpec, greenId: string): BlueGreenPlan['bake'] {
  return {
    durationMs: milliseconds(bake.duration),
    intervalMs: milliseconds(bake.interval),
    failureLimit: bake.failureLimit,
    checks: bake.checks.map(({ name, query, max, min }) => ({
      name,
      query: query.replaceAll('{{app}}', () => greenId).replaceAll('{{service}}', () => service),
      ...(max !== undefined && { max }),
      ...(min !== undefined && { min }),
    })),
  };
}
