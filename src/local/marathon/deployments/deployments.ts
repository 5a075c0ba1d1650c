import type { Timers } from '../clock.ts';
import { AppLockedError, NotFoundError, TooManyDeploymentsError } from '../errors.ts';
import { ReadinessChecks, type ReadinessResult } from '../health/readiness-checks.ts';
import type { DeploymentAction, DeploymentPlan, DeploymentStep } from './plan.ts';
import { runAction, type ActionContext } from './run-action.ts';
import { DeploymentCancelled } from './until.ts';

const MAX_RUNNING_DEPLOYMENTS = 100;

/** A deployment as it is kept on disk. */
export interface StoredDeployment {
  readonly plan: DeploymentPlan;
  /** Counts from 1; 0 before the first step. */
  readonly currentStep: number;
}

interface RunningDeployment {
  readonly plan: DeploymentPlan;
  readonly cancel: AbortController;
  readonly readiness: Map<DeploymentAction, ReadinessChecks>;
  currentStep: number;
}

export interface DeploymentParts extends ActionContext {
  readonly timers: Timers;
  /** Resolves when the list of deployments is on disk. */
  readonly save: () => Promise<void>;
}

/** The deployments that run. Each holds a lock on every app that it acts on. */
export class Deployments {
  readonly #parts: DeploymentParts;
  readonly #running = new Map<string, RunningDeployment>();

  constructor(parts: DeploymentParts) {
    this.#parts = parts;
  }

  /** Goes on with the deployments of an earlier server, from the step each was in. */
  resume(stored: readonly StoredDeployment[]): void {
    for (const { plan, currentStep } of stored) {
      void this.#run(this.#register(plan, Math.max(0, currentStep - 1)));
    }
  }

  /** Throws TooManyDeploymentsError. */
  requireRoom(): void {
    if (this.#running.size >= MAX_RUNNING_DEPLOYMENTS)
      throw new TooManyDeploymentsError(MAX_RUNNING_DEPLOYMENTS);
  }

  /**
   * Starts a plan; resolves when it is on disk, long before it ends. Throws AppLockedError when another one holds an app
   * of it and `force` is false; with `force` the others are cancelled. A plan without steps ends at once.
   */
  async deploy(plan: DeploymentPlan, force: boolean): Promise<void> {
    const conflicts = [...this.#running.values()].filter((it) =>
      appsOf(it.plan).some((id) => id in plan.changes),
    );
    if (conflicts.length > 0 && !force) {
      const locked = new AppLockedError(conflicts.map((it) => it.plan.id));
      this.#publishFailed(plan, locked.message);
      throw locked;
    }
    for (const conflict of conflicts) this.#end(conflict);
    if (plan.steps.length === 0) {
      this.#publishSuccess(plan);
      return;
    }
    const running = this.#register(plan, 0);
    await this.#parts.save();
    void this.#run(running);
  }

  /** Ends a deployment and undoes nothing. Throws NotFoundError. */
  cancel(id: string): void {
    this.#end(this.#require(id));
  }

  /** Throws NotFoundError when it does not run, or no longer. */
  planOf(id: string): DeploymentPlan {
    return this.#require(id).plan;
  }

  isLocked(appId: string): boolean {
    return this.idsOf(appId).length > 0;
  }

  idsOf(appId: string): readonly string[] {
    return [...this.#running.values()].filter((it) => appId in it.plan.changes).map((it) => it.plan.id);
  }

  readinessOf(appId: string): readonly ReadinessResult[] {
    return [...this.#running.values()].flatMap((running) =>
      [...running.readiness].flatMap(([action, checks]) => (action.app === appId ? checks.results() : [])),
    );
  }

  stored(): readonly StoredDeployment[] {
    return [...this.#running.values()].map(({ plan, currentStep }) => ({ plan, currentStep }));
  }

  list(): readonly Record<string, unknown>[] {
    return [...this.#running.values()].map((running) => ({
      id: running.plan.id,
      steps: running.plan.steps,
      version: running.plan.version,
      affectedApps: appsOf(running.plan),
      affectedPods: [],
      currentActions: (running.plan.steps[running.currentStep - 1]?.actions ?? []).map((action) => ({
        ...action,
        readinessCheckResults: running.readiness.get(action)?.results() ?? [],
      })),
      currentStep: running.currentStep,
      totalSteps: running.plan.steps.length,
    }));
  }

  #register(plan: DeploymentPlan, currentStep: number): RunningDeployment {
    const running = { plan, currentStep, cancel: new AbortController(), readiness: new Map() };
    this.#running.set(plan.id, running);
    return running;
  }

  async #run(running: RunningDeployment): Promise<void> {
    const { plan, cancel } = running;
    try {
      for (const step of plan.steps.slice(running.currentStep)) {
        if (cancel.signal.aborted) return;
        running.currentStep += 1;
        await this.#runStep(running, step);
      }
    } catch (error) {
      if (error instanceof DeploymentCancelled) return;
      throw error;
    }
    this.#running.delete(plan.id);
    this.#publishSuccess(plan);
    this.#parts.tracker.changed();
  }

  async #runStep(running: RunningDeployment, step: DeploymentStep): Promise<void> {
    const { plan, cancel } = running;
    const fields = { plan: planJson(plan), currentStep: step };
    this.#parts.events.publish('deployment_info', fields);
    await Promise.all(
      step.actions.map(async (action) => {
        const readiness = this.#readinessFor(running, action);
        try {
          await runAction(this.#parts, { action, plan, readiness, signal: cancel.signal });
        } finally {
          readiness?.end();
        }
      }),
    );
    this.#parts.events.publish('deployment_step_success', fields);
  }

  #readinessFor(running: RunningDeployment, action: DeploymentAction): ReadinessChecks | undefined {
    const after = running.plan.changes[action.app]?.after;
    if (action.action === 'StartApplication' || !after?.readinessChecks?.length) return undefined;
    const checks = new ReadinessChecks(after, this.#parts.timers, this.#parts.tracker);
    running.readiness.set(action, checks);
    return checks;
  }

  #require(id: string): RunningDeployment {
    const running = this.#running.get(id);
    if (running === undefined) throw new NotFoundError(`DeploymentPlan ${id} does not exist`);
    return running;
  }

  #end(running: RunningDeployment): void {
    this.#running.delete(running.plan.id);
    const cancelled = new DeploymentCancelled();
    running.cancel.abort(cancelled);
    this.#publishFailed(running.plan, cancelled.message);
    this.#parts.tracker.changed();
  }

  #publishSuccess(plan: DeploymentPlan): void {
    this.#parts.events.publish('deployment_success', { id: plan.id, plan: planJson(plan) });
  }

  #publishFailed(plan: DeploymentPlan, reason: string): void {
    this.#parts.events.publish('deployment_failed', { id: plan.id, plan: planJson(plan), reason });
  }
}

function appsOf(plan: DeploymentPlan): readonly string[] {
  return Object.keys(plan.changes);
}

function planJson({ id, steps, version }: DeploymentPlan): Record<string, unknown> {
  return { id, steps, version };
}
