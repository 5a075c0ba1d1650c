import type { WorkflowHandle } from '@temporalio/client';
import type { Outcome, OutcomeKind } from '../../src/domain/outcome.ts';
import type { ReleaseState, ReleaseStatus } from '../../src/domain/status.ts';
import { eventually } from '../support/eventually.ts';
import type { World } from '../support/world.ts';

/** What a scenario plays on. Its releases go on while workers die, so that no question of it expects an answer at once. */
export interface Stage {
  readonly world: World;
  readonly service: string;
  /** Counts from 1: each pass is a release of its own. */
  readonly pass: number;
  /** From now on its activities die. */
  open(): void;
  start(spec: unknown, name?: string): Promise<WorkflowHandle>;
  isAt(handle: WorkflowHandle, ...states: readonly ReleaseState[]): Promise<ReleaseStatus>;
  outcomeOf(handle: WorkflowHandle): Promise<Outcome>;
}

export interface Played {
  readonly outcome?: Outcome;
  readonly expected?: OutcomeKind;
}

export interface Scenario {
  /** Also the name of its service. */
  readonly name: string;
  /** Activities that die in it, each at every moment. */
  readonly dying: readonly string[];
  /** Of v1. 0: it makes its own. */
  readonly instances: number;
  /** false: nobody could be served, which is what it is about. */
  readonly hasUsers?: boolean;
  readonly play: (stage: Stage) => Promise<Played>;
}

const LONGEST_MS = 480_000;

export function stageOf(world: World, service: string, pass: number, open: () => void): Stage {
  return {
    world,
    service,
    pass,
    open,
    start: (spec, name = 'r') => world.start(spec, `mx-${service}-${pass}-${name}`),
    isAt: (handle, ...states) => world.until(handle, (now) => states.includes(now.state), LONGEST_MS),
    outcomeOf: (handle) =>
      eventually(async () => {
        const { status } = await handle.describe();
        if (status.name === 'RUNNING') throw new Error(await standOf(world, handle));
        return (await handle.result()) as Outcome;
      }, LONGEST_MS),
  };
}

async function standOf(world: World, handle: WorkflowHandle): Promise<string> {
  const now = await world.status(handle).catch(() => undefined);
  return `${handle.workflowId} has not ended: ${now === undefined ? 'no answer' : `${now.state}, ${now.message}`}`;
}
