import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import type { OddApp } from '../src/clients/marathon-app-list.ts';
import type { Marathon } from '../src/clients/marathon.ts';
import type { App } from '../src/domain/app.ts';
import { needsPrometheus } from '../src/domain/checks/needs-prometheus.ts';
import { checkContacts } from '../src/domain/notifications-known.ts';
import type { Problem } from '../src/domain/problem.ts';
import type { Trouble } from '../src/domain/preview/facts.ts';
import type { Planned } from '../src/domain/preview/planned.ts';
import type { Preview } from '../src/domain/preview/preview.ts';
import { toPreview } from '../src/domain/preview/to-preview.ts';
import { checkSpecOfEither, renderSpecProblems } from '../src/domain/spec-errors.ts';
import type { CheckedSpec } from '../src/domain/spec.ts';
import { targetNamed, type ContactBook, type Target, type Targets } from './dependencies.ts';
import type { Lines } from './line.ts';
import { holderOf, type ReadExecution } from './lock.ts';
import { planNow } from './plan-now.ts';
import { attempt } from './preview-attempt.ts';
import { lookAtBlue, NOTHING_OF_BLUE } from './preview-blue.ts';
import { impatient } from './preview-prometheus.ts';

/** Names no release: nothing is launched with it. */
const RELEASE = 'plan';

export interface PreviewInput {
  readonly spec: unknown;
  /** Id of the workflow that would be the service's lock. */
  readonly lockId: string;
}

export function previewActivities(
  targets: Targets,
  readExecution: ReadExecution,
  lines: Pick<Lines, 'read'>,
  contacts: ContactBook = {},
) {
  return {
    /**
     * What a release by this spec would do, and what stands in its way, by one look at the live systems. Changes nothing.
     * What cannot be read is an obstacle. Throws a final `InvalidInput` for what is no spec, as a release does.
     */
    async previewRelease({ spec: input, lockId }: PreviewInput): Promise<Preview> {
      const spec = checked(input);
      const target = targetNamed(targets, spec.target);
      const [holder, line, pool, look] = await Promise.all([
        attempt('who releases it now', () => holderOf(readExecution, lockId)),
        attempt('who waits in line', () => lines.read({ target: spec.target, service: spec.service })),
        attempt('the load balancer', () => target.loadBalancer.read(spec.service, cancellationSignal())),
        lookAndPlan(target, spec),
      ]);
      const { planned, apps } = look;
      const answering = look.isPrometheusSilent ? withoutPrometheus(target) : target;
      const seen =
        planned.kind === 'planned' ? await lookAtBlue(answering, spec, planned.plan, apps) : NOTHING_OF_BLUE;
      return toPreview(spec, planned, {
        ...seen,
        ...(holder.value?.kind === 'running' && { holder: holder.value }),
        waiting: line.value?.entries.length ?? 0,
        ...(pool.value !== undefined && { pool: pool.value }),
        problems: [...lackOfPrometheus(target, spec), ...unknownContacts(spec, contacts)],
        troubles: [holder, line, pool, look, seen].flatMap(({ troubles }) => troubles),
      });
    },
  };
}

function checked(input: unknown): CheckedSpec {
  const check = checkSpecOfEither(input);
  if (check.kind === 'ok') return check.spec;
  const { problems } = check;
  throw ApplicationFailure.nonRetryable(renderSpecProblems(problems), 'InvalidInput', problems);
}

interface Look {
  readonly planned: Planned;
  readonly apps: readonly App[];
  readonly troubles: readonly Trouble[];
  readonly isPrometheusSilent?: boolean;
}

/** The plan that a release would make. It would wait for running deployments; here they are seen and planned beyond. */
async function lookAndPlan(target: Target, spec: CheckedSpec): Promise<Look> {
  const odd: OddApp[] = [];
  const listed = await attempt('Marathon', () =>
    target.marathon.listApps(cancellationSignal(), (app) => odd.push(app)),
  );
  const apps = listed.value ?? [];
  if (listed.value === undefined) return { planned: noPlan, apps, troubles: listed.troubles };
  const quiet = { ...target, marathon: withoutDeployments(target.marathon, apps, odd) };
  const prometheus = target.prometheus && impatient(target.prometheus);
  const { planned, troubles } = await planOf({ ...quiet, ...(prometheus && { prometheus }) }, spec);
  const silence = prometheus?.silence();
  if (silence === undefined) return { planned, apps, troubles };
  // What does not need it can be shown all the same.
  const without = await planOf(withoutPrometheus(quiet), spec);
  const trouble = { what: 'Prometheus', problem: silence };
  return { ...without, apps, troubles: [trouble, ...without.troubles], isPrometheusSilent: true };
}

async function planOf(target: Target, spec: CheckedSpec): Promise<Pick<Look, 'planned' | 'troubles'>> {
  const { value, troubles } = await attempt('what serves now', () =>
    planNow({ [spec.target]: target }, spec, RELEASE),
  );
  return { planned: value === undefined ? noPlan : toPlanned(value), troubles };
}

function withoutPrometheus({ marathon, loadBalancer }: Target): Target {
  return { marathon, loadBalancer };
}

const noPlan: Planned = { kind: 'unplanned', problems: [] };

function toPlanned(planning: Awaited<ReturnType<typeof planNow>>): Planned {
  switch (planning.kind) {
    case 'planned':
      return planning;
    case 'refused':
      return { kind: 'unplanned', problems: planning.problems };
    case 'not-yet':
      return { kind: 'unplanned', problems: planning.problems ?? [], waitsFor: planning.because };
  }
}

/** The same Marathon, in which the apps are as they were just listed and nothing is under way. */
function withoutDeployments(marathon: Marathon, apps: readonly App[], odd: readonly OddApp[]): Marathon {
  const quiet = apps.map((app) => ({ ...app, deployments: [] }));
  const listApps: Marathon['listApps'] = (_, onOdd) => {
    if (onOdd !== undefined) odd.forEach(onOdd);
    return Promise.resolve(quiet);
  };
  return { ...marathon, listApps };
}

function unknownContacts(spec: CheckedSpec, contacts: ContactBook): readonly Problem[] {
  const check = checkContacts(spec, contacts);
  return check.kind === 'ok' ? [] : check.problems;
}

function lackOfPrometheus({ prometheus }: Target, spec: CheckedSpec): readonly Problem[] {
  const checks = spec.procedure === 'canary' ? spec.checks.length : spec.bake.checks.length;
  const problem = prometheus === undefined ? needsPrometheus(spec, checks) : undefined;
  return problem === undefined ? [] : [problem];
}
