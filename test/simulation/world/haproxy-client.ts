import { converge, observeAll, readingOf } from '../../../src/clients/haproxy/converge.ts';
import { HaproxyUnreachable } from '../../../src/clients/haproxy/errors.ts';
import { readAbilities } from '../../../src/clients/haproxy/observe.ts';
import { createPrecedence } from '../../../src/clients/haproxy/precedence.ts';
import { haproxyDefaults, type HaproxySettings } from '../../../src/clients/haproxy/settings.ts';
import { turnBack } from '../../../src/clients/haproxy/turn-back.ts';
import type { Member } from '../../../src/clients/haproxy/take-steps.ts';
import type { LoadBalancer } from '../../../src/domain/pool.ts';
import { answerTo } from './haproxy-socket.ts';
import type { HaproxyModel } from './haproxy.ts';
import type { Wire } from './wire.ts';

const mapFile = '/etc/haproxy/pacer.map';

/** Pacer's client of HAProxy from the runtime socket inwards, with models at the other end of the wire. */
export function haproxyClient(models: readonly HaproxyModel[], wire: Wire): LoadBalancer {
  const members = models.map((model, index): Member => {
    const instance = { name: `lb${index + 1}`, socket: `/run/lb${index + 1}.sock` };
    const lost = () => new HaproxyUnreachable(instance, new Error('no answer'));
    return {
      ...{ instance, mapFile },
      ask: (command, signal) => {
        // One wait for a look: each would cost as much as all else.
        const atOnce = /^(show stat|show map|get var|show servers state \S+_b)/.test(command);
        return wire.send('haproxy', () => answerTo(model, command).trim(), { signal, lost, atOnce });
      },
    };
  });
  const instances = members.map((it) => it.instance);
  const settings: HaproxySettings = { ...haproxyDefaults, instances, mapFile };
  const precedence = createPrecedence();
  return {
    abilities: { splitsByShare: true, shareStep: 1, countsSessions: true, checksBeforeServing: true },
    read: async (service, signal) => readingOf(await observeAll(members, service, signal)),
    converge: (desired, signal) => converge(members, settings, precedence, desired, signal),
    turnBack: (service, slot, signal) => turnBack(members, settings, precedence, service, slot, signal),
    readEntry: (service, signal) => readAbilities(members[0]!, service, signal),
  };
}
