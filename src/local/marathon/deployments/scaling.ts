import { isUnreachable, isWaiting, isWanted, type Instance } from '../tasks/instance.ts';

export interface ScalingQuestion {
  readonly instances: readonly Instance[];
  /** Killed before all others, as far as they are still wanted. */
  readonly sentenced: readonly string[];
  readonly scaleTo: number;
  readonly killSelection: 'YOUNGEST_FIRST' | 'OLDEST_FIRST';
}

export interface ScalingProposition {
  readonly kill: readonly Instance[];
  readonly startCount: number;
}

/**
 * Whom to kill and how many to start. Instances that wait for an offer are killed last, running ones before them:
 * that is what Marathon does, and why scaling back a stuck scale-up hurts.
 */
export function proposeScaling(question: ScalingQuestion): ScalingProposition {
  const wanted = question.instances.filter((it) => isWanted(it) && it.condition !== 'UnreachableInactive');
  const sentenced = wanted.filter((it) => question.sentenced.includes(it.id));
  const others = wanted.filter((it) => !sentenced.includes(it)).sort(victimOrder(question.killSelection));
  const killCount = Math.max(wanted.length - question.scaleTo, sentenced.length);
  const kill = [...sentenced, ...others].slice(0, killCount);
  return { kill, startCount: Math.max(0, question.scaleTo - (wanted.length - kill.length)) };
}

function victimOrder(selection: ScalingQuestion['killSelection']): (a: Instance, b: Instance) => number {
  const sign = selection === 'YOUNGEST_FIRST' ? -1 : 1;
  return (a, b) => rank(a) - rank(b) || sign * age(a).localeCompare(age(b));
}

function rank(instance: Instance): number {
  if (isUnreachable(instance)) return 0;
  if (isWaiting(instance)) return 4;
  if (instance.condition === 'Provisioned') return 1;
  return instance.condition === 'Starting' ? 2 : 3;
}

function age(instance: Instance): string {
  return instance.task?.stagedAt ?? instance.scheduledAt;
}
