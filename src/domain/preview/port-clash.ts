import type { AppDefinition } from '../app.ts';

/** Ports of the agent that both definitions insist on: a task of each cannot run on the same one. */
export function portClash(blue: AppDefinition, green: AppDefinition): readonly number[] {
  const ofBlue = new Set(fixedHostPorts(blue));
  return [...new Set(fixedHostPorts(green))].filter((port) => ofBlue.has(port));
}

type Fields = Readonly<Record<string, unknown>>;

/** Without `requirePorts` a port of the definition is a wish, and Marathon offers another one. */
function fixedHostPorts(definition: AppDefinition): readonly number[] {
  const container = fieldsAt(definition, 'container');
  const docker = fieldsAt(container, 'docker');
  const mapped = [...listAt(container, 'portMappings'), ...listAt(docker, 'portMappings')];
  const isRequired = definition['requirePorts'] === true;
  const defined = isRequired ? listAt(definition, 'portDefinitions') : [];
  const bare: unknown = isRequired ? definition['ports'] : [];
  return [
    ...mapped.map(({ hostPort }) => hostPort),
    ...defined.map(({ port }) => port),
    ...(Array.isArray(bare) ? (bare as readonly unknown[]) : []),
  ].filter((port): port is number => typeof port === 'number' && port !== 0);
}

function fieldsAt(of: Fields, name: string): Fields {
  const value = of[name];
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listAt(of: Fields, name: string): readonly Fields[] {
  const value = of[name];
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}
