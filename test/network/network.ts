import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { aWorld, type World } from '../support/world.ts';
import { startLane, type Lane } from './lane.ts';

/** A world whose worker reaches everything through lanes of proxies, each a target of its own. */
export interface Network {
  readonly world: World;
  readonly lanes: readonly Lane[];
  readonly end: () => Promise<void>;
}

export async function aNetwork(services: readonly string[], laneCount: number): Promise<Network> {
  const world = await aWorld(services);
  const lanes = await Promise.all(
    Array.from({ length: laneCount }, (_, index) => startLane(`lane-${String(index + 1)}`, world.stack)),
  );
  const targets = Object.fromEntries(lanes.map((lane) => [lane.target, lane.settings]));
  await writeFile(world.stack.configFile, stringify({ targets }));
  await world.restartWorker();
  return {
    world,
    lanes,
    end: async () => {
      await world.end();
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
