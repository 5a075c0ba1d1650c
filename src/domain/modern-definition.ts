import type { AppDefinition } from './app.ts';

type Fields = Readonly<Record<string, unknown>>;

const NETWORK_MODES: Readonly<Record<string, string>> = {
  BRIDGE: 'container/bridge',
  HOST: 'host',
  USER: 'container',
};

/** A definition in the words of Marathon 1.5 and later, as it answers what was written in those of before. */
export function modernDefinition(definition: AppDefinition): Fields {
  return withModernDocker(withModernLists(definition));
}

function withModernLists({ uris, ports, ...rest }: Fields): Fields {
  return {
    ...rest,
    ...(isList(uris) && rest['fetch'] === undefined && { fetch: uris.map((uri) => ({ uri })) }),
    ...(isList(ports) &&
      rest['portDefinitions'] === undefined && { portDefinitions: ports.map((port) => ({ port })) }),
  };
}

function withModernDocker(definition: Fields): Fields {
  const container = definition['container'];
  if (!isFields(container) || !isFields(container['docker'])) return definition;
  const { network, portMappings, ...docker } = container['docker'];
  const mode = typeof network === 'string' ? NETWORK_MODES[network] : undefined;
  return {
    ...definition,
    ...(mode !== undefined && definition['networks'] === undefined && { networks: [{ mode }] }),
    container: {
      ...container,
      docker,
      ...(portMappings !== undefined && container['portMappings'] === undefined && { portMappings }),
    },
  };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
