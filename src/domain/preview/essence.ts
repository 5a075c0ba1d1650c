import type { AppDefinition } from '../app.ts';
import type { Path } from '../problem.ts';
import { isDefault } from './marathon-defaults.ts';

/** Names a release, and so differs in each. */
const OWN_LABEL = /^PACER_/;

/**
 * What a definition says: without its id and count, Pacer's labels, and everything that Marathon would fill in by itself;
 * old names of fields replaced. Two versions that run alike have the same.
 */
export function essenceOf(definition: AppDefinition): Readonly<Record<string, unknown>> {
  const labels = Object.entries(definition.labels ?? {}).filter(([name]) => !OWN_LABEL.test(name));
  const fields = { ...without(definition, ['id', 'instances']), labels: Object.fromEntries(labels) };
  return (essence(withPortsChosen(inPresentNames(fields)), []) ?? {}) as Fields;
}

type Fields = Readonly<Record<string, unknown>>;

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** `ports` and `uris` are `portDefinitions` and `fetch` when Marathon answers. */
export function inPresentNames({ ports, uris, ...fields }: Fields): Fields {
  return {
    ...(Array.isArray(ports) && { portDefinitions: ports.map((port: unknown) => ({ port })) }),
    ...(Array.isArray(uris) && { fetch: uris.map((uri: unknown) => ({ uri })) }),
    ...fields,
  };
}

/** Without `requirePorts` a port says nothing about the agent's, and Marathon puts one of its own for 0. */
function withPortsChosen(fields: Fields): Fields {
  const { portDefinitions, requirePorts } = fields;
  if (requirePorts === true || !Array.isArray(portDefinitions)) return fields;
  return {
    ...fields,
    portDefinitions: portDefinitions.map((it: Fields) => without(it, ['port'])),
  };
}

function essence(value: unknown, path: Path): unknown {
  if (Array.isArray(value)) return essenceOfList(value, path);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).flatMap(([name, it]) => {
      const kept = essence(it, [...path, name]);
      return kept === undefined ? [] : [[name, kept] as const];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return isDefault(path, value) ? undefined : value;
}

/** Its length counts, also where nothing is left of its items; but one item without anything to say is the default. */
function essenceOfList(list: readonly unknown[], path: Path): unknown {
  const items = list.map((it, index) => essence(it, [...path, index]) ?? {});
  const isSilent = items.length <= 1 && items.every(isEmpty);
  return isSilent ? undefined : items;
}

function isEmpty(it: unknown): boolean {
  return typeof it === 'object' && it !== null && Object.keys(it).length === 0;
}
