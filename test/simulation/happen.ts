import { specOf, type Moment, type Side } from './schedule.ts';
import { MAIN, type Stage } from './stage.ts';
import type { AppModel, ModelTask } from './world/tasks.ts';
import type { World } from './world/world.ts';

/** Makes a moment of the schedule happen. */
export async function happen(stage: Stage, moment: Moment): Promise<void> {
  const { temporal, world } = stage;
  const nowMs = temporal.clock.now();
  stage.reached(`moment ${moment.kind}${'name' in moment ? ` ${moment.name}` : ''}`);
  switch (moment.kind) {
    case 'signal':
      temporal.signal(MAIN, moment.name, moment.input === undefined ? [] : [moment.input]);
      return;
    case 'update':
      void temporal
        .update(MAIN, moment.name, moment.input === undefined ? [] : [moment.input])
        .then((answer) => {
          stage.reached(`update ${answer.kind}`);
        });
      return;
    case 'cancel':
      temporal.cancel(MAIN);
      return;
    case 'terminate':
      temporal.terminate(MAIN);
      return;
    case 'evict':
      await temporal.evictAll();
      return;
    case 'unmute':
      temporal.unmute();
      return;
    case 'kill-worker':
      await temporal.killWorker(moment.downMs);
      stage.newWorker();
      return;
    case 'crash':
    case 'sicken':
      hurtTask(world, moment);
      return;
    case 'restart-haproxy':
      world.hurtMs = nowMs;
      world.balancers[moment.instance % world.balancers.length]?.restart();
      return;
    case 'down':
      world.down.set(moment.system, nowMs + moment.ms);
      return;
    case 'prometheus':
      world.prometheus = moment.says;
      return;
    case 'another':
      startAnother(stage, moment);
  }
}

function hurtTask(world: World, moment: Moment & { readonly kind: 'crash' | 'sicken' }): void {
  const found = taskOf(world, moment.side, moment.task);
  if (found === undefined) return;
  const { app, task } = found;
  if (moment.kind === 'crash') world.marathon.crash(app, task);
  else world.marathon.sicken(app, task, moment.ms);
}

function taskOf(
  { marathon }: World,
  side: Side,
  nth: number,
): { readonly app: AppModel; readonly task: ModelTask } | undefined {
  const apps = [...marathon.apps.values()];
  const app = apps.find((it) => it.id.endsWith(side === 'blue' ? '-a' : '-b'));
  const task = app?.tasks[nth % Math.max(1, app.tasks.length)];
  return app === undefined || task === undefined ? undefined : { app, task };
}

function startAnother(
  { temporal, schedule }: Stage,
  { whenBusy, sameVersion }: Moment & { kind: 'another' },
): void {
  const number = temporal.runs.filter((it) => it.workflowId.startsWith('another-')).length + 1;
  const spec = specOf(schedule, sameVersion ? 'v2' : `w${number}`, schedule.green.acts);
  temporal.start(schedule.procedure, `another-${number}`, [{ ...spec, whenBusy }]);
}
