import { mkdir, writeFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import { aCanary, aSpec, type Wanted } from '../support/specs.ts';
import type { World } from '../support/world.ts';

/** What a scene has to record with. */
export interface Recording {
  readonly world: World;
  readonly blueGreen: (service: string, wanted: Wanted) => Promise<WorkflowHandle>;
  readonly canary: (service: string, version: string, canary: Partial<CanarySpec>) => Promise<WorkflowHandle>;
  /** The first version of a service, to its end. */
  readonly serving: (service: string, instances: number, workMs?: number) => Promise<void>;
  /** Waits for the end of a release, and keeps its history by this name. */
  readonly ended: (name: string, handle: WorkflowHandle) => Promise<void>;
  readonly keep: (name: string, handle: WorkflowHandle) => Promise<void>;
}

/** The example app by its name alone: our Marathon has it on the tasks' PATH. */
export function portable<Spec extends { readonly app: object }>(spec: Spec): Spec {
  return { ...spec, app: { ...spec.app, cmd: 'exec example-app.mjs' } };
}

export async function aRecording(world: World, folder: string): Promise<Recording> {
  await mkdir(folder, { recursive: true });
  const keep = async (name: string, handle: WorkflowHandle): Promise<void> => {
    const json = JSON.stringify(JSON.parse(historyToJSON(await handle.fetchHistory())), scrub, 1);
    await writeFile(`${folder}${name}.json`, `${json}\n`);
  };
  const blueGreen = (service: string, wanted: Wanted) => world.start(portable(aSpec(service, wanted)));
  return {
    world,
    blueGreen,
    canary: (service, version, canary) => world.start(portable(aCanary(service, { version }, canary))),
    serving: async (service, instances, workMs) => {
      const pace = workMs === undefined ? {} : { workMs };
      await world.outcomeOf(await blueGreen(service, { version: 'v1', instances, ...pace }));
    },
    ended: async (name, handle) => {
      const { kind, summary } = await world.outcomeOf(handle);
      console.log(`${name}: ${kind}, ${summary}`);
      await keep(name, handle);
    },
    keep,
  };
}

/** Whatever a machine has left there. */
function scrub(key: string, value: unknown): unknown {
  if (key === 'identity') return 'worker';
  if (key === 'stackTrace') return '';
  return value;
}
