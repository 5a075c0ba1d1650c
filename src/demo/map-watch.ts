import { setTimeout as sleep } from 'node:timers/promises';
import { routingOf } from '../clients/haproxy/map.ts';
import { runtimeApi } from '../clients/haproxy/runtime-api.ts';
import { mapValue } from '../clients/haproxy/tables.ts';
import type { LocalStack } from '../local/stack.ts';

/** A share that HAProxy's map had for a time. */
export interface MapLevel {
  /** Of slot b, in ten-thousandths. */
  readonly shareOfB: number;
  /** When it was first and last read, ms since 1970: in between it was this one for sure. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface MapWatch {
  /** Oldest first; the last one is the present one. */
  readonly levels: () => readonly MapLevel[];
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 50;
const ANSWER_TIMEOUT_MS = 1_000;

/** Reads the entry of a service in HAProxy's map again and again, by its socket, as long as HAProxy answers. */
export function watchMap({ haproxySocket }: Pick<LocalStack, 'haproxySocket'>, service: string): MapWatch {
  const ask = runtimeApi({ name: 'haproxy', socket: haproxySocket }, ANSWER_TIMEOUT_MS);
  const stopped = new AbortController();
  const levels: MapLevel[] = [];
  let map: string | undefined;
  const look = async () => {
    map ??= onlyMap(await ask('show map'));
    const askedMs = Date.now();
    const entry = mapValue(await ask(`show map ${map}`), service);
    const { shareOfB } = routingOf(Number(entry ?? 0));
    const last = levels.at(-1);
    if (last?.shareOfB === shareOfB) levels[levels.length - 1] = { ...last, untilMs: askedMs };
    else levels.push({ shareOfB, fromMs: Date.now(), untilMs: Date.now() });
  };
  const watching = async () => {
    while (!stopped.signal.aborted) {
      await look().catch(() => undefined);
      await sleep(EVERY_MS);
    }
  };
  const watched = watching();
  return {
    levels: () => levels,
    stop: () => {
      stopped.abort();
      return watched;
    },
  };
}

/** The stack has one map; HAProxy lists it as `2 (/where/it/is) pattern loaded ...`. */
function onlyMap(list: string): string {
  const file = /^\d+ \(([^)]+)\)/m.exec(list)?.[1];
  if (file === undefined) throw new Error(`HAProxy lists no map: ${list}`);
  return file;
}
