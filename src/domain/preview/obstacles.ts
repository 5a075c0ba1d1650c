import type { AppDefinition } from '../app.ts';
import type { WhenBusy } from '../control.ts';
import { isServiceable } from '../health-verdict.ts';
import type { ReleasePlan } from '../plan.ts';
import type { Problem } from '../problem.ts';
import { serverName } from '../pool-intent.ts';
import type { CheckedSpec } from '../spec.ts';
import type { Facts, QueryReading, Trouble } from './facts.ts';
import { portClash } from './port-clash.ts';
import type { Planned } from './planned.ts';
import type { Obstacle } from './preview.ts';

/** Whatever stands in the way, of a release that has a plan or has none; what blocks comes first. */
export function obstaclesOf(spec: CheckedSpec, planned: Planned, facts: Facts): readonly Obstacle[] {
  const all = [
    ...distinct(facts.troubles).map(ofTrouble),
    ...busy(spec, facts),
    ...facts.problems.map(ofProblem),
    ...facts.deployments.map(ofDeployment),
    ...(planned.kind === 'planned' ? ofPlan(spec, planned.plan, facts) : ofNoPlan(planned, facts)),
  ];
  return [...all.filter(({ blocks }) => blocks), ...all.filter(({ blocks }) => !blocks)];
}

/** What a release would wait for in vain comes to its problems, or is a trouble already: those tell more. */
function ofNoPlan(
  { problems, waitsFor }: Planned & { readonly kind: 'unplanned' },
  { troubles }: Facts,
): readonly Obstacle[] {
  if (problems.length > 0 || waitsFor === undefined) return problems.map(ofProblem);
  if (troubles.some(({ problem }) => waitsFor.includes(problem))) return [];
  const what = `it cannot be planned yet: a release would wait for ${waitsFor}`;
  return [{ what, remedy: 'plan again once that has passed', blocks: true }];
}

function ofPlan(spec: CheckedSpec, plan: ReleasePlan, facts: Facts): readonly Obstacle[] {
  return [
    ...healthChecks(plan.definition),
    ...clash(plan, facts),
    ...fewerThanServe(plan, facts),
    ...blueIsWell(facts),
    ...blueInPool(plan, facts),
    ...gauges(spec, facts),
    ...facts.queries.flatMap(ofQuery),
  ];
}

/** One system out of reach is met by more than one look. */
function distinct(troubles: readonly Trouble[]): readonly Trouble[] {
  return troubles.filter(
    ({ problem }, index) => troubles.findIndex((it) => it.problem === problem) === index,
  );
}

function ofTrouble({ what, problem }: Trouble): Obstacle {
  return {
    what: `${what} could not be read: ${problem}`,
    remedy: 'mend that, then plan again',
    blocks: true,
  };
}

/** The last sentence of a problem is what to do, where there is more than one. */
function ofProblem({ field, value, remedy }: Problem): Obstacle {
  const end = remedy.lastIndexOf('. ');
  const isOne = end < 0;
  return {
    what: `${value} ${isOne ? remedy : remedy.slice(0, end)}`,
    remedy: isOne ? 'correct the spec, then plan again' : remedy.slice(end + 2),
    field,
    blocks: true,
  };
}

const WHEN_BUSY: Readonly<Record<WhenBusy, Pick<Obstacle, 'remedy' | 'blocks'>>> = {
  refuse: { remedy: 'wait for its end, abort it, or say whenBusy: queue', blocks: true },
  queue: { remedy: 'this one would wait in line until it has ended', blocks: false },
  replace: { remedy: 'this one would abort it, and then go', blocks: false },
  'latest-wins': { remedy: 'this one would wait in line, in place of others that wait so', blocks: false },
};

function busy(
  { service, whenBusy = 'refuse' }: CheckedSpec,
  { holder, waiting }: Facts,
): readonly Obstacle[] {
  const line = waiting === 0 ? '' : `${waiting} ${waiting === 1 ? 'release waits' : 'releases wait'} in line`;
  if (holder === undefined && waiting === 0) return [];
  const running =
    holder === undefined ? '' : `a release of "${service}" is running already: workflow ${holder.workflowId}`;
  const what = [running, line].filter((it) => it !== '').join('; ');
  const { remedy, blocks } = WHEN_BUSY[whenBusy];
  const inTheMiddle = holder === undefined ? '' : '. What follows is a plan from the middle of that release';
  return [{ what, field: 'whenBusy', remedy: `${remedy}${inTheMiddle}`, blocks }];
}

function ofDeployment({ appId, ids }: Facts['deployments'][number]): Obstacle {
  return {
    what: `${appId} is being deployed in Marathon (${ids.join(', ')})`,
    remedy: 'a release waits two minutes for that to end, and is refused then: let it end, or cancel it',
    blocks: false,
  };
}

function healthChecks({ healthChecks: checks }: AppDefinition): readonly Obstacle[] {
  if (Array.isArray(checks) && checks.length > 0) return [];
  return [
    {
      what: 'the new version has no health checks: its tasks get users as soon as they run',
      remedy: 'give it one in app.healthChecks',
      field: 'app.healthChecks',
      blocks: false,
    },
  ];
}

function clash({ definition, blue }: ReleasePlan, { blueDefinition }: Facts): readonly Obstacle[] {
  const ports = blueDefinition === undefined ? [] : portClash(blueDefinition, definition);
  if (ports.length === 0 || blue === undefined) return [];
  return [
    {
      what: `both versions insist on port ${ports.join(', ')} of the agent, so a task of each cannot run on one agent`,
      remedy: 'take port 0, and let the app listen on $PORT0; or have an agent to spare for each new task',
      field: 'app',
      blocks: false,
    },
  ];
}

/** Also what was scaled up since a spec was written. */
function fewerThanServe({ green, adopted }: ReleasePlan, { blue }: Facts): readonly Obstacle[] {
  if (blue === undefined || blue.instances <= green.instances || adopted?.how === 'turn-back') return [];
  return [
    {
      what: `${blue.instances} tasks serve now, the new version ends with ${green.instances}`,
      remedy: 'say how many it is to have in app.instances, or leave that out: then it is as many as serve',
      field: 'app.instances',
      blocks: false,
    },
  ];
}

function blueIsWell({ blue }: Facts): readonly Obstacle[] {
  if (blue === undefined || blue.instances === 0) return [];
  const healthy = blue.tasks.filter((task) => isServiceable(task, blue)).length;
  if (healthy >= blue.instances) return [];
  return [
    {
      what: `${healthy} of ${blue.instances} tasks of ${blue.id} are healthy`,
      remedy: 'it goes on, and takes the sick ones first; on the way back no more than these are waited for',
      blocks: false,
    },
  ];
}

function blueInPool({ portIndex, service }: ReleasePlan, { blue, pool }: Facts): readonly Obstacle[] {
  if (blue === undefined || pool === undefined) return [];
  const serving = new Set(pool.servers.filter(({ state }) => state === 'serving').map(({ name }) => name));
  const missing = blue.tasks.filter(
    (task) =>
      isServiceable(task, blue) && task.ports[portIndex] !== undefined && !serving.has(serverName(task.id)),
  );
  if (missing.length === 0) return [];
  return [
    {
      what: `${missing.length} healthy tasks of ${blue.id} get no users: they are not in the pool of "${service}"`,
      remedy: 'a release puts them there before it begins to take tasks away',
      blocks: false,
    },
  ];
}

/** A task whose gauge cannot be read never counts as drained. */
function gauges({ pending, drain }: CheckedSpec, facts: Facts): readonly Obstacle[] {
  const unread = facts.gauges.filter(({ problem }) => problem !== undefined);
  const [first] = unread;
  if (first === undefined || pending === undefined) return [];
  const then = { 'roll-back': 'goes back', pause: 'asks a person', kill: 'kills it' }[drain.onTimeout];
  return [
    {
      what: `the gauge of ${unread.length} of ${facts.gauges.length} tasks cannot be read, the first: ${first.problem ?? ''}`,
      remedy: `correct pending, or leave it out; a release would wait ${drain.timeout} for such a task, and then it ${then}`,
      field: 'pending',
      blocks: drain.onTimeout === 'roll-back',
    },
  ];
}

function ofQuery({ field, check, query, answer }: QueryReading): readonly Obstacle[] {
  switch (answer.kind) {
    case 'value':
      return [];
    case 'no-data':
      return [
        {
          what: `check "${check}" has no data of the version that serves now: ${query}`,
          remedy: 'try the query in the web page of Prometheus; a check without data proves nothing',
          field,
          blocks: false,
        },
      ];
    case 'refused':
      return [
        {
          what: `check "${check}" is refused by Prometheus: ${answer.message}`,
          remedy: 'correct the query',
          field,
          blocks: true,
        },
      ];
    case 'unanswered':
      return [
        {
          what: `check "${check}" has no answer from Prometheus: ${answer.message}`,
          remedy: 'see that Prometheus answers the worker; a release waits for it where it measures',
          field,
          blocks: false,
        },
      ];
  }
}
