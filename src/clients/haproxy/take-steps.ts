import type { InstanceStep } from '../../domain/pool-phase.ts';
import { commandsFor, isTooEarly } from './commands.ts';
import { HaproxyRefused } from './errors.ts';
import type { Ask } from './runtime-api.ts';
import type { HaproxyInstance, HaproxySettings } from './settings.ts';

/** An instance of HAProxy with the way to it. */
export interface Member {
  readonly instance: HaproxyInstance;
  readonly ask: Ask;
  readonly mapFile: string;
}

/** Makes a change of a member's map, unless the decision for it no longer holds; then undefined. */
export type ChangeMap = <T>(member: Member, act: () => Promise<T>) => Promise<T | undefined>;

/** A step that HAProxy did not take. Without `error` it only came too early. */
export interface Setback {
  readonly step: InstanceStep;
  readonly error?: HaproxyRefused;
}

/**
 * Takes steps on all instances side by side, on each in order up to its first setback. Whether a refusal matters shows
 * only when read back: a repeated command is refused, too. Throws when an instance cannot be reached.
 */
export async function takeSteps(
  members: readonly Member[],
  steps: readonly InstanceStep[],
  service: string,
  settings: HaproxySettings,
  change: ChangeMap,
  signal: AbortSignal | undefined,
): Promise<Setback[]> {
  const results = await Promise.allSettled(
    members.map(async (member) => {
      for (const step of steps.filter((it) => it.balancer === member.instance.name)) {
        const take = () => takeStep(member, step, service, settings, signal);
        const result = 'slot' in step.step ? await take() : await change(member, take);
        // the rest was decided on the same reading
        if (result === undefined) return [];
        if (result !== 'taken') return [result];
      }
      return [];
    }),
  );
  return results.flatMap((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function takeStep(
  { instance, ask }: Member,
  step: InstanceStep,
  service: string,
  settings: HaproxySettings,
  signal: AbortSignal | undefined,
): Promise<Setback | 'taken'> {
  for (const { line, success } of commandsFor(step.step, service, settings)) {
    const reply = await ask(line, signal);
    if (reply === success) continue;
    return isTooEarly(reply) ? { step } : { step, error: new HaproxyRefused(instance, line, reply) };
  }
  return 'taken';
}
