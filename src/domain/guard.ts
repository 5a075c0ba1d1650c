import type { HealthWish } from './health-verdict.ts';
import type { Side } from './plan.ts';

/** What somebody else can do to the apps and the pool of a release. */
export type ChangeKind =
  | 'tasks-ended'
  | 'task-unreachable'
  | 'task-returned'
  | 'scaled-up'
  | 'scaled-down'
  | 'deployment'
  | 'version-changed'
  | 'app-deleted'
  | 'server-removed'
  | 'server-stopped'
  | 'server-added'
  | 'share-changed'
  | 'balancer-emptied';

export type Answer =
  /** it is brought back to what the release wants */
  | 'repair'
  /** it is taken as it is now */
  | 'go-on'
  /** whoever changes the app waits for the other one to end */
  | 'wait'
  /** the release stops before its next step, and a person decides */
  | 'hold'
  /** everybody goes back to blue */
  | 'turn-back';

/** A change that the release has not made itself, with what it does about it. */
export interface ForeignChange {
  readonly kind: ChangeKind;
  readonly colour?: Side['colour'];
  readonly appId?: string;
  readonly answer: Answer;
  /** One sentence: what has changed, and what is done. */
  readonly message: string;
  /** Of an app: what it is taken for from now on. */
  readonly instances?: number;
  /** Of an app whose definition has changed: the version that the release knew. */
  readonly knownVersion?: string;
}

/** What a release takes an app for. What is absent is learned at the next look. */
export interface GuardedApp {
  readonly appId: string;
  readonly colour: Side['colour'];
  readonly instances?: number;
  /** Of the plan. The app is scaled back to more only where this attempt has seen more: anybody can send a signal. */
  readonly planned?: number;
  /** Moves with its definition, and not with its count. */
  readonly configVersion?: string;
  /** The release has turned back: what it had begun by then may take effect late. */
  readonly isReturning?: true;
}

/** The wish, of the definition that the release knows of this app. */
export function guardedWish(
  guarded: readonly GuardedApp[] | undefined,
  appId: string,
  wish: HealthWish,
): HealthWish {
  const configVersion = guarded?.find((it) => it.appId === appId)?.configVersion;
  return configVersion === undefined ? wish : { ...wish, configVersion };
}

/** They change nothing of what the release does: one too many of them may stay untold. */
const NOTICES: ReadonlySet<Answer> = new Set<Answer>(['repair', 'wait']);

/** Of what one look has found: whatever the release acts on, and at most so many of the rest. */
export function toTell(
  changes: readonly ForeignChange[],
  mostNotices: number,
): { readonly changes: readonly ForeignChange[]; readonly notices: number } {
  const notices = changes.filter((it) => NOTICES.has(it.answer)).slice(0, Math.max(0, mostNotices));
  const told = changes.filter((it) => !NOTICES.has(it.answer) || notices.includes(it));
  return { changes: told, notices: notices.length };
}

/** Changes that one signal brings. */
export const MOST_IN_SIGNAL = 50;

const ANSWERS: ReadonlySet<unknown> = new Set<Answer>(['repair', 'go-on', 'wait', 'hold', 'turn-back']);

/** What a signal brought, as far as it is changes. Whatever else somebody sent is left out. */
export function changesIn(input: unknown): readonly ForeignChange[] {
  return Array.isArray(input) ? input.filter(isChange).slice(0, MOST_IN_SIGNAL) : [];
}

function isChange(it: unknown): it is ForeignChange {
  if (typeof it !== 'object' || it === null) return false;
  const { kind, colour, appId, answer, message, instances, knownVersion } = it as Record<string, unknown>;
  return (
    typeof kind === 'string' &&
    typeof message === 'string' &&
    message.length <= 1_000 &&
    ANSWERS.has(answer) &&
    (colour === undefined || colour === 'blue' || colour === 'green') &&
    [appId, knownVersion].every((text) => text === undefined || typeof text === 'string') &&
    (instances === undefined || (Number.isInteger(instances) && Number(instances) >= 0))
  );
}
