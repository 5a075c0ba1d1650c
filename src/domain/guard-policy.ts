import type { Answer, ChangeKind } from './guard.ts';
import type { Side } from './plan.ts';

interface Policy {
  /** For the operator's guide. */
  readonly change: string;
  readonly blue: Reply;
  readonly green: Reply;
}

interface Reply {
  readonly answer: Answer;
  /** What is done, as the end of a sentence. */
  readonly then: string;
}

const FOLLOW: Reply = {
  answer: 'repair',
  then: 'the pool follows, and whoever comes instead gets users once healthy',
};
const KEEP: Reply = { answer: 'go-on', then: 'the release takes that for its count' };
const SCALE: Reply = { answer: 'repair', then: 'it is scaled back' };
const UNLESS_WHOLE = 'users go back unless it is whole again within health.tolerance';
const SET_RIGHT: Reply = { answer: 'repair', then: 'it is set right' };
const WAIT: Reply = { answer: 'wait', then: 'the release changes the app once that has ended' };

const both = (change: string, reply: Reply): Policy => ({ change, blue: reply, green: reply });

const POLICY: Readonly<Record<ChangeKind, Policy>> = {
  'tasks-ended': {
    change: 'a task dies, is killed, or comes back on another port',
    blue: FOLLOW,
    green: { ...FOLLOW, then: `${FOLLOW.then}; ${UNLESS_WHOLE}` },
  },
  'task-unreachable': {
    change: "a task's agent becomes unreachable",
    blue: { answer: 'repair', then: 'it gets no new user until it is back or replaced' },
    green: { answer: 'turn-back', then: 'users go back to blue unless it is back within health.tolerance' },
  },
  'task-returned': both('the agent comes back', {
    answer: 'repair',
    then: 'it has users again once healthy',
  }),
  'scaled-up': both('an app is scaled up by hand', KEEP),
  'scaled-down': {
    change: 'an app is scaled down by hand',
    blue: SCALE,
    green: { ...SCALE, then: `${SCALE.then}; ${UNLESS_WHOLE}` },
  },
  deployment: both('a deployment of an app is started by hand', WAIT),
  'version-changed': {
    change: 'the definition of an app is changed by hand, or the app is restarted',
    blue: {
      answer: 'hold',
      then: 'the release pauses before its next step: "resume" goes on, "abort" goes back to it as it is now',
    },
    green: { answer: 'turn-back', then: 'users go back to blue: it is not the version of the spec any more' },
  },
  'app-deleted': {
    change: 'an app is deleted',
    blue: { answer: 'go-on', then: 'the release goes on, since there is nobody to go back to' },
    green: { answer: 'turn-back', then: 'users go back to blue' },
  },
  'server-removed': both('a server is removed from the load balancer', SET_RIGHT),
  'server-stopped': both('a server is drained or disabled by hand', SET_RIGHT),
  'server-added': both('a server of somebody else is added', {
    answer: 'repair',
    then: 'it is drained and removed',
  }),
  'share-changed': both('the map is edited', SET_RIGHT),
  'balancer-emptied': both('a load balancer restarts, and has lost its servers and its map', SET_RIGHT),
};

/** How often within one wait an app is scaled back. Whoever insists wins. */
export const MOST_REPAIRS = 3;

/** What is done about a change; of the pool for both sides the same. */
export function replyTo(kind: ChangeKind, colour: Side['colour'] = 'blue'): Reply {
  return POLICY[kind][colour];
}

/** The policy as rows of a Markdown table: the documents show this. */
export function guardTable(): string {
  const cell = ({ answer, then }: Reply): string => `**${answer}**: ${then}`;
  const rows = Object.values(POLICY).map(({ change, blue, green }) =>
    ['', change, cell(blue), blue === green ? 'the same' : cell(green), ''].join(' | ').trim(),
  );
  return ['| what somebody does | blue, or the pool | green |', '| --- | --- | --- |', ...rows].join('\n');
}
