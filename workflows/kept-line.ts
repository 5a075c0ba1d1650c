import { ApplicationFailure, log, setHandler } from '@temporalio/workflow';
import {
  entryIn,
  joined,
  left,
  runIn,
  waitingAs,
  type InLine,
  type Line,
  type Run,
} from '../src/domain/line.ts';
import {
  join,
  leave,
  line as lineQuery,
  remove,
  removeNow,
  type LineNews,
  type Removal,
} from './messages-line.ts';

/** The line, as what is said to it changes it. */
export interface KeptLine {
  line: Line;
  /** To be told that they wait no longer. */
  readonly dismissals: { readonly to: Run; readonly news: LineNews }[];
}

/** Registers the handlers of all that can be said to a line. Rubbish is ignored; a signal's handler never throws. */
export function keepLine(begun: Line): KeptLine {
  const kept: KeptLine = { line: begun, dismissals: [] };
  setHandler(join, (input) => {
    const entry = entryIn(input);
    if (entry === undefined) {
      log.warn('what wants to join has no workflow, run or policy, and was ignored');
      return;
    }
    const { line, superseded } = joined(kept.line, entry);
    kept.line = line;
    const { workflowId, runId } = entry;
    for (const to of superseded)
      kept.dismissals.push({ to, news: { kind: 'superseded', by: { workflowId, runId } } });
  });
  setHandler(leave, (input) => {
    const who = runIn(input);
    if (who !== undefined)
      kept.line = left(kept.line, who, { took: (input as { took?: unknown }).took === true });
  });
  setHandler(remove, (input) => {
    const removal = removalIn(input);
    const entry = waitingAs(kept.line, removal.workflowId);
    if (entry !== undefined) dismiss(kept, entry, removal);
  });
  setHandler(
    removeNow,
    (input) => {
      const removal = removalIn(input);
      return dismiss(kept, orRefuse(kept.line, removal.workflowId), removal);
    },
    { validator: (input) => void orRefuse(kept.line, removalIn(input).workflowId) },
  );
  setHandler(lineQuery, () => kept.line);
  return kept;
}

function dismiss(kept: KeptLine, entry: InLine, { by, reason }: Removal): InLine {
  kept.line = left(kept.line, entry, { took: false });
  const who = { ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) };
  kept.dismissals.push({ to: entry, news: { kind: 'removed', ...who } });
  return entry;
}

function orRefuse(line: Line, workflowId: string): InLine {
  const entry = waitingAs(line, workflowId);
  if (entry !== undefined) return entry;
  const waiting = line.entries.map((it) => it.workflowId).join(', ') || 'nobody';
  throw ApplicationFailure.nonRetryable(
    `"${workflowId}" does not wait in this line; those who do: ${waiting}`,
    'NotInLine',
  );
}

/** Accepts what `tctl` and others may send: the bare id, or an object with anything in it. */
function removalIn(input: unknown): Removal {
  if (typeof input === 'string') return { workflowId: input };
  const { workflowId, by, reason } = (input ?? {}) as Record<string, unknown>;
  return {
    workflowId: typeof workflowId === 'string' ? workflowId : '',
    ...(typeof by === 'string' && { by: by.slice(0, 100) }),
    ...(typeof reason === 'string' && { reason: reason.slice(0, 500) }),
  };
}
