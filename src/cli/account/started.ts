import type { Remark } from '../../../workflows/messages.ts';
import { appVersion, isMapping, mappingAt, textAt } from './app-version.ts';
import { firstArgument, valueOf, type HistoryEvent } from './history-event.ts';
import type { AppOfRelease } from './release-account.ts';
import { remarkIn } from './remark.ts';

/** What the first event of a release's history tells. */
export interface Started {
  readonly service: string;
  readonly target: string;
  readonly app?: AppOfRelease;
  /** The workflow's input as it was given; it may be no spec at all. */
  readonly input: unknown;
  /** From the workflow's memo, or else as the client that started it names itself. */
  readonly startedBy: Remark;
}

/** Names under which a release's memo has who started it, and why. */
export const MEMO = { by: 'by', reason: 'reason' } as const;

export function startedFrom(event: HistoryEvent | undefined): Started {
  const attributes = event?.workflowExecutionStartedEventAttributes;
  const input = firstArgument(attributes?.input);
  const spec = isMapping(input) ? input : {};
  const app = appIn(mappingAt(spec, 'app'));
  const memo = Object.entries(attributes?.memo?.fields ?? {}).map(([name, it]) => [name, valueOf(it)]);
  const by = clientName(attributes?.identity);
  return {
    service: textAt(spec, 'service') ?? '',
    target: textAt(spec, 'target') ?? '',
    ...(app === undefined ? {} : { app }),
    input,
    startedBy: { ...(by === undefined ? {} : { by }), ...remarkIn(Object.fromEntries(memo)) },
  };
}

function appIn(definition: Readonly<Record<string, unknown>>): AppOfRelease | undefined {
  const id = textAt(definition, 'id');
  if (id === undefined) return undefined;
  const version = appVersion(definition);
  return { id: id.startsWith('/') ? id : `/${id}`, ...(version === undefined ? {} : { version }) };
}

/** `ann@laptop` of `temporal-cli:ann@laptop`; a process number before the host says nothing to a person. */
function clientName(identity: string | null | undefined): string | undefined {
  if (identity == null || identity === '') return undefined;
  return identity
    .replace(/^temporal-cli:/, '')
    .replace(/^\d+@+/, 'somebody at ')
    .replace(/@$/, '');
}
