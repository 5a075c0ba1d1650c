import type { AppDefinition } from './app.ts';
import { toControl } from './control-spec.ts';
import { milliseconds } from './duration.ts';
import { absoluteId } from './apps-of-service.ts';
import {
  releaseLabel,
  replacesInstancesLabel,
  replacesLabel,
  replacesReleaseLabel,
  serviceLabel,
  withoutOwnLabels,
} from './labels.ts';
import type { Adopted, BatchRule, BlueGreenPlan, PreviousVersion, ReleasePlan, Side } from './plan.ts';
import { otherSlot, slotOf, slotsOf, type PlacedApp } from './slots.ts';
import { growingBatches, type CheckedBlueGreenSpec, type CheckedSpec } from './spec.ts';

/** What is not in the spec: how the release is called, and what is there now. */
export interface Found {
  readonly release: string;
  /** What serves now; absent for the first release of a service. */
  readonly blue?: FoundBlue;
  /** The version that was on its way to replace it. */
  readonly green?: PlacedApp & { readonly adopted: Adopted };
  readonly previous?: PreviousVersion;
}

export interface FoundBlue extends PlacedApp {
  /** What it has when nobody has begun to replace it. */
  readonly instances: number;
  /** The release that created it; absent when somebody else did. */
  readonly release?: string;
  /** How many of its tasks are healthy. */
  readonly healthyAtStart?: number;
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
  const { blue, green } = sidesOf(spec, found);
  return {
    target: spec.target,
    service: spec.service,
    release: found.release,
    ...(blue && { blue }),
    green,
    definition: greenDefinition(spec, green.appId, found),
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
    ...(found.previous && { previous: found.previous }),
    ...(found.green && { adopted: found.green.adopted }),
  };
}

interface Sides {
  readonly blue?: Side;
  readonly green: Side;
}

function sidesOf(spec: CheckedSpec, { blue, green }: Found): Sides {
  if (blue === undefined) return { green: newSide(spec, undefined) };
  const { appId, instances, healthyAtStart } = blue;
  const side = { colour: 'blue', appId, instances } as const;
  const healthy = healthyAtStart === undefined ? {} : { healthyAtStart };
  if (green === undefined) {
    const old: Side = { ...side, slot: slotOf(blue), ...healthy };
    return { blue: old, green: newSide(spec, old) };
  }
  const slots = slotsOf(blue, green);
  const old: Side = { ...side, slot: slots.blue, ...healthy };
  return { blue: old, green: foundSide(spec, old, green, slots.green) };
}

/** Green takes the slot that blue does not hold, and is named after it. */
function newSide(spec: CheckedSpec, blue: Side | undefined): Side {
  const slot = otherSlot(blue?.slot);
  return {
    colour: 'green',
    appId: `${absoluteId(spec.app.id)}-${slot}`,
    slot,
    instances: sizeAtEnd(spec, blue),
  };
}

/** It is never scaled down: Marathon would choose who ends. */
function foundSide(
  spec: CheckedSpec,
  blue: Side,
  { appId, adopted }: NonNullable<Found['green']>,
  slot: Side['slot'],
): Side {
  return {
    colour: 'green',
    appId,
    slot,
    instances: Math.max(sizeAtEnd(spec, blue), adopted.instances),
  };
}

function sizeAtEnd(spec: CheckedSpec, blue: Pick<Side, 'instances'> | undefined): number {
  return spec.app.instances ?? Math.max(1, blue?.instances ?? 1);
}

function greenDefinition(spec: CheckedSpec, id: string, { release, blue }: Found): AppDefinition {
  const definition = Object.entries(spec.app).filter(([field]) => field !== 'instances');
  const labels = {
    ...withoutOwnLabels(spec.app.labels),
    [serviceLabel]: spec.service,
    [releaseLabel]: release,
    ...(blue && {
      [replacesLabel]: blue.appId,
      ...(blue.release !== undefined && { [replacesReleaseLabel]: blue.release }),
      [replacesInstancesLabel]: String(blue.instances),
    }),
  };
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
