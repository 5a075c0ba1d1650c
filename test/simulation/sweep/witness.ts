import type { ReleaseStatus } from '../../../src/domain/status.ts';
import { GUARD } from '../../../workflows/messages-guard.ts';
import { MAIN, type Stage } from '../stage.ts';
import { askWorkflow } from '../temporal/clients.ts';

/** Somebody who asks for the status all along, as a person does who has changed something. */
export interface Witness {
  /** The change comes now: what the status has said before is not about it. */
  begin(): Promise<void>;
  /** It was made. */
  made(): void;
  readonly isBegun: boolean;
  readonly isMade: boolean;
  /** How long it took until the status named it; undefined: it has not. */
  readonly namedAfterMs: number | undefined;
  /** The guard has paused the release. */
  readonly isHeld: boolean;
}

const LOOK_EVERY_MS = 250;

/** `sentence`: how an event begins or ends that names the change. */
export function openWitness(stage: Stage, sentence: RegExp): Witness {
  const { clock } = stage;
  const before = new Set<string>();
  const seen: { begunMs?: number; isMade: boolean; namedAfterMs?: number; isHeld: boolean } = {
    ...{ isMade: false, isHeld: false },
  };
  const look = async (): Promise<void> => {
    stage.in(LOOK_EVERY_MS, look);
    const status = await statusOf(stage);
    if (status === undefined || seen.begunMs === undefined || !seen.isMade) return;
    const isNamed = status.events.some(({ text }) => !before.has(text) && sentence.test(text));
    if (isNamed) seen.namedAfterMs ??= clock.now() - seen.begunMs;
    seen.isHeld ||= status.state === 'paused' && status.message.startsWith(GUARD);
  };
  stage.in(LOOK_EVERY_MS, look);
  return {
    begin: async () => {
      for (const { text } of (await statusOf(stage))?.events ?? []) before.add(text);
      seen.begunMs = clock.now();
    },
    made: () => {
      seen.isMade = true;
    },
    get isBegun() {
      return seen.begunMs !== undefined;
    },
    get isMade() {
      return seen.isMade;
    },
    get namedAfterMs() {
      return seen.namedAfterMs;
    },
    get isHeld() {
      return seen.isHeld;
    },
  };
}

function statusOf({ temporal }: Stage): Promise<ReleaseStatus | undefined> {
  return askWorkflow<ReleaseStatus>(temporal, MAIN, 'status').catch(() => undefined);
}
