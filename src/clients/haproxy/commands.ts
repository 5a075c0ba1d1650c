import type { PoolStep } from '../../domain/pool-phase.ts';
import { HaproxyUnsafeWord } from './errors.ts';
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
  if (step.kind === 'set-share') {
    const verb = step.entry === 'present' ? 'set' : 'add';
    return [
      silent(`${verb} map ${pathWord('map file', mapFile)} ${word('service', service)} ${step.shareOfB}`),
    ];
  }
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

function addressWord(text: string): string {
  if (!/^([0-9.]+|\[[0-9a-fA-F:.]+\]):\d+$/.test(text)) throw new HaproxyUnsafeWord('address', text);
  return text;
}
