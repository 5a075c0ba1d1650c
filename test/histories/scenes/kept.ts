import {
  handOverNow,
  keeperId,
  keeping,
  type KeeperInput,
  type Keeping,
} from '../../../workflows/messages-keeper.ts';
import { TASK_QUEUE } from '../../../workflows/messages.ts';
import { eventually } from '../../support/eventually.ts';
import type { Recording } from '../recording.ts';

/** Keepers: through releases that give back and one that is terminated, handed over, found, and cancelled. */
export async function kept({ world, blueGreen, serving, keep }: Recording): Promise<void> {
  const { workflow } = world.client;
  const id = keeperId('local', 'kept');
  const does = async (kind: Keeping['task']['kind']): Promise<void> => {
    await eventually(async () => {
      const { task } = await workflow.getHandle(id).query<Keeping>(keeping);
      if (task.kind !== kind) throw new Error(`the keeper does ${task.kind}`);
    }, 60_000);
  };
  await serving('kept', 1);
  const left = await blueGreen('kept', { version: 'v2' });
  await world.until(left, ({ state }) => state === 'baking');
  await does('stand-by');
  await left.terminate('a recording');
  await does('keep');
  await world.outcomeOf(await blueGreen('kept', { version: 'v2', spec: { bake: { duration: '0s' } } }));
  await does('keep');
  await workflow.getHandle(id).executeUpdate(handOverNow, { args: [{ by: 'ann' }] });
  await workflow.getHandle(id).result();
  await keep('keeper-through-releases', workflow.getHandle(id));

  const input: KeeperInput = { target: 'local', service: 'kept' };
  const again = await workflow.start('keeper', { workflowId: id, taskQueue: TASK_QUEUE, args: [input] });
  await does('keep');
  await again.cancel();
  await again.result();
  await keep('keeper-cancelled', again);
}
