import type { RouteMatch } from '../../domain/canary.ts';
import type { PoolStep } from '../../domain/pool-phase.ts';
import { HaproxyUnsafeWord } from './errors.ts';
import { entryOf, routeKey, slotNumbers } from './map.ts';
import type { HaproxySettings } from './settings.ts';

/** One line for the runtime API and the one reply that means it was done. */
export interface Command {
  readonly line: string;
  readonly success: string;
}

/** The lines that take one step, in order. Throws HaproxyUnsafeWord before anything is sent. */
export function commandsFor(
  step: PoolStep,
  service: string,
  { mapFile, check }: Pick<HaproxySettings, 'mapFile' | 'check'>,
): Command[] {
  if (!('slot' in step)) return [mapCommand(step, service, mapFile)];
  const server = `${word('service', service)}_${step.slot}/${word('server name', step.name)}`;
  switch (step.kind) {
    case 'add-server': {
      const checked = `check inter ${check.intervalMs}ms rise ${check.rise} fall ${check.fall}`;
      // nothing is inherited from default-server; without the pool words no connection is kept for reuse
      const line = `add server ${server} ${addressWord(step.address)} ${checked} weight 1 pool-max-conn -1 pool-purge-delay 5s`;
      return [{ line, success: 'New server registered.' }];
    }
    case 'enable-health':
      return [silent(`enable health ${server}`)];
    case 'enable-server':
      return [silent(`enable server ${server}`)];
    case 'drain-server':
      return [silent(`set weight ${server} 0`), silent(`set server ${server} state drain`)];
    case 'undrain-server':
      return [silent(`set weight ${server} ${step.weight}`), silent(`set server ${server} state ready`)];
    case 'disable-server':
      return [silent(`set server ${server} state maint`)];
    case 'delete-server':
      return [{ line: `del server ${server}`, success: 'Server deleted.' }];
  }
}

/** The line that takes a step on the map. Throws HaproxyUnsafeWord. */
export function mapCommand(
  step: Exclude<PoolStep, { slot: unknown }>,
  service: string,
  mapFile: string,
): Command {
  const map = pathWord('map file', mapFile);
  const own = word('service', service);
  switch (step.kind) {
    case 'set-routing':
      return silent(`${verbOf(step.entry)} map ${map} ${own} ${entryOf(step.routing)}`);
    case 'set-route':
      return silent(
        `${verbOf(step.entry)} map ${map} ${keyWord(own, step.route)} ${slotNumbers[step.route.slot]}`,
      );
    case 'delete-route':
      return silent(`del map ${map} ${keyWord(own, step.route)}`);
  }
}

const verbOf = (entry: 'present' | 'missing'): string => (entry === 'present' ? 'set' : 'add');

/** HAProxy's answer while a request is under way on the server: not an error, only too early. */
export const isTooEarly = (reply: string): boolean =>
  reply.startsWith('Server still has connections attached');

const silent = (line: string): Command => ({ line, success: '' });

function word(what: string, text: string): string {
  if (!/^[A-Za-z0-9_.:-]+$/.test(text)) throw new HaproxyUnsafeWord(what, text);
  return text;
}

function pathWord(what: string, text: string): string {
  if (!/^[A-Za-z0-9_.:/-]+$/.test(text)) throw new HaproxyUnsafeWord(what, text);
  return text;
}

function keyWord(service: string, match: RouteMatch): string {
  const { name, value } = match;
  word(`name of a ${match.by}`, name);
  if (value !== undefined && !/^[A-Za-z0-9_.:@/+=-]*$/.test(value))
    throw new HaproxyUnsafeWord(`value of the ${match.by} ${name}`, value);
  return routeKey(service, match);
}

function addressWord(text: string): string {
  if (!/^([0-9.]+|\[[0-9a-fA-F:.]+\]):\d+$/.test(text)) throw new HaproxyUnsafeWord('address', text);
  return text;
}
