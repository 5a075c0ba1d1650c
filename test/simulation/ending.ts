import type { Outcome } from '../../src/domain/outcome.ts';
import { serviceLineId } from '../../workflows/messages-line.ts';
import { serviceLockId } from '../../workflows/messages.ts';
import { isRelease } from './person.ts';
import { SERVICE, TARGET } from './schedule.ts';
import { isRunning } from './temporal/execution.ts';
import type { TemporalServer } from './temporal/server.ts';
import { addressOf } from './world/tasks.ts';
import type { World } from './world/world.ts';

/** What is wrong once the last release has ended with this outcome and everything has had time to come to rest. */
export function problemsAtEnd(world: World, temporal: TemporalServer, outcome: Outcome): string[] {
  const apps = [...world.marathon.apps.values()];
  const problems = leftOver(temporal);
  const [app, ...others] = apps;
  if (others.length > 0) problems.push(`more than one app is left: ${apps.map((it) => it.id).join(', ')}`);
  if (world.marathon.ending.length > 0) problems.push('an app is still ending');
  const { serving } = outcome;
  if (serving === undefined) {
    if (app !== undefined) problems.push(`${outcome.kind} says that nothing serves, and ${app.id} is there`);
    return problems;
  }
  if (
    app?.id !== serving.appId ||
    app.instances !== serving.instances ||
    app.tasks.length !== serving.instances
  )
    problems.push(
      `${outcome.kind} says that ${serving.appId} serves with ${serving.instances}, and there is ${app?.id ?? 'nothing'} with ${app?.instances ?? 0} instances and ${app?.tasks.length ?? 0} tasks`,
    );
  return [...problems, ...poolProblems(world)];
}

function poolProblems({ marathon, balancers }: World): string[] {
  const wanted = marathon
    .tasks()
    .filter((it) => it.works)
    .map(addressOf)
    .toSorted()
    .join(' ');
  return balancers.flatMap((balancer, index) => {
    const there = balancer.servers
      .map((it) => it.address)
      .toSorted()
      .join(' ');
    const taking = balancer
      .taking()
      .map((it) => it.address)
      .toSorted()
      .join(' ');
    return there === wanted && taking === wanted
      ? []
      : [`lb${index + 1} has the servers "${there}" of which "${taking}" get users, and "${wanted}" work`];
  });
}

/** Workflows that should have ended. */
function leftOver(temporal: TemporalServer): string[] {
  const ids = [serviceLockId(TARGET, SERVICE), serviceLineId(TARGET, SERVICE)];
  return ids.filter((id) => isRunning(temporal.find(id))).map((id) => `${id} still runs`);
}

/** Of every workflow, that its tasks do not fail. */
export function stuckWorkflows(temporal: TemporalServer): string[] {
  return temporal.runs.flatMap((it) =>
    it.stuck === undefined ? [] : [`a task of ${it.type} ${it.workflowId} fails: ${it.stuck}`],
  );
}

export function runningReleases(temporal: TemporalServer): string[] {
  return temporal.runs.filter((it) => isRelease(it) && isRunning(it)).map((it) => it.workflowId);
}

/** Some release has ended with its version serving. */
export function hasReleased(temporal: TemporalServer): boolean {
  return temporal.runs.some(
    ({ ending }) =>
      ending?.kind === 'completed' && (ending.result as Outcome | undefined)?.kind === 'released',
  );
}
