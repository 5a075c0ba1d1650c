import type { Command } from '../../domain/status.ts';

export interface VerbWords {
  /** In the list of verbs, and the first sentence of its help. */
  readonly summary: string;
  /** When it does something, and what comes of it. */
  readonly more: string;
  readonly examples: readonly string[];
  /** It may ask at a terminal. */
  readonly asks: boolean;
}

/** What the help of each command says. */
export const VERB_WORDS: Readonly<Record<Command, VerbWords>> = {
  pause: {
    summary: 'stop a release before its next step',
    more:
      'What is under way is finished first, and users stay where they are. During a bake it keeps the old version when the\n' +
      'bake is over. It stands until somebody says resume or promote.',
    examples: ['npx pacer pause shop --reason "error rate looks odd"'],
    asks: false,
  },
  resume: {
    summary: 'let a paused or holding release go on',
    more:
      'It ends a pause, or takes one back that is still to come. Where checks could not decide it measures anew; where\n' +
      'drained tasks still work it waits once more; where the release holds it tries again.',
    examples: ['npx pacer resume shop --reason "error rate is normal again"'],
    asks: true,
  },
  promote: {
    summary: 'go on now: approve the open gate, or end a pause or the bake',
    more:
      'At a gate it approves, whichever gate it is. A paused or observed release goes on. During the bake it ends it, and\n' +
      'the old version is removed. With --full each later gate is approved by the same name, and each later pause ended; a gate that asks for others still waits for them, and the bake is kept.',
    examples: [
      'npx pacer promote shop',
      'npx pacer promote shop --by ann --reason "error rate looks good"',
      'npx pacer promote shop --full --reason "hotfix"',
    ],
    asks: true,
  },
  approve: {
    summary: 'approve the gate that a release waits at',
    more:
      'A gate is a place in the spec where the release stops until people have approved. npx pacer status SERVICE shows\n' +
      'which gate is open, who may answer and how many have. With --gate the answer counts for that gate only; an answer\n' +
      'that does not count is refused, and kept with the release all the same.',
    examples: ['npx pacer approve shop', 'npx pacer approve shop --gate "before retire-blue" --by ann'],
    asks: true,
  },
  reject: {
    summary: 'say no at the gate that a release waits at: it goes back',
    more:
      'One rejection is enough, however many approvals there are. The release goes back to the old version, with your\n' +
      'reason as its cause.',
    examples: [
      'npx pacer reject shop --reason "not on a Friday"',
      'npx pacer reject shop --gate "before retire-blue" --by ann --yes',
    ],
    asks: true,
  },
  skip: {
    summary: 'end what a release waits for now, and go on',
    more:
      'A drain: the tasks are killed with what they still do. An analysis: it goes on without what is not measured yet. A\n' +
      'hook: without its answer. A pause of a canary or the bake: it is over. Gates are not skipped: approve them.',
    examples: ['npx pacer skip shop --reason "those jobs can be lost"'],
    asks: true,
  },
  retry: {
    summary: 'take the step that failed again',
    more:
      'Where the spec says onFailure: pause, a release whose step has failed waits for retry or abort. Mend what was wrong,\n' +
      'then say it. A release that holds tries again, too.',
    examples: ['npx pacer retry shop --reason "the disk is free again"'],
    asks: true,
  },
  abort: {
    summary: 'go back to the old version at once',
    more:
      'It may be said at any moment before the old version is removed; the old version comes back to its full size, and\n' +
      'the new one is removed. With --fast users leave the new version first, as far as what is left of the old one\n' +
      'carries them: for a version that does harm. A release that waits in line leaves it.',
    examples: [
      'npx pacer abort shop --reason "error rate"',
      'npx pacer abort shop --fast --reason "orders are lost"',
      'npx pacer abort shop --target production --yes --json',
      'npx pacer abort --workflow-id 20261124T153012Z-1f3c   # one that waits in line',
    ],
    asks: true,
  },
  undo: {
    summary: 'go back, also after the end: the version before is released again',
    more:
      'At a gate, in a pause and during the bake the release goes back at once. After it has ended, a new blue-green release brings back the version\n' +
      'that served before, as it was; it has the health, drain and bake of the spec that it undoes, and neither gates nor\n' +
      'checks. It shows what it will do first. An undo can be undone. A release that is not that far yet: abort it.',
    examples: [
      'npx pacer undo shop --reason "customers complain"',
      'npx pacer undo shop --watch --yes',
      'npx pacer undo --workflow-id 20261124T153012Z-1f3c   # not the last release, but this one',
    ],
    asks: true,
  },
};
