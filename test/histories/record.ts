/**
 * Records histories of releases for replay.test.ts: `node --import tsx test/histories/record.ts VERSION [SCENE...]`. They are
 * read by later versions for ever, so they hold nothing of the machine they were recorded on.
 */
import { fileURLToPath } from 'node:url';
import { aWorld } from '../support/world.ts';
import { aRecording, type Recording } from './recording.ts';
import { canaries } from './scenes/canaries.ts';
import { halfWay } from './scenes/half-way.ts';
import { kept } from './scenes/kept.ts';
import { line } from './scenes/line.ts';
import { bounds, gates, waits, waysBack } from './scenes/people.ts';
import { plainReleases } from './scenes/plain.ts';
import { words } from './scenes/words.ts';

const scenes = {
  plain: async (recording: Recording) => {
    await plainReleases(recording);
    await canaries(recording);
  },
  words,
  gates,
  bounds,
  waits,
  waysBack,
  halfWay,
  line,
  kept,
} as const;

const [version, ...names] = process.argv.slice(2);
if (version === undefined)
  throw new Error('name the version: node --import tsx test/histories/record.ts 0.1.0');
const folder = fileURLToPath(new URL(`./${version}/`, import.meta.url));
const services = ['shop', 'words', 'gates', 'bounds', 'waits', 'back', 'left', 'line', 'kept'];
const world = await aWorld(services);
try {
  const recording = await aRecording(world, folder);
  for (const [name, scene] of Object.entries(scenes))
    if (names.length === 0 || names.includes(name)) await scene(recording);
} finally {
  await world.end();
}
