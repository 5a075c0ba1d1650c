import { servicePorts, type AppSpec } from '../model/app-spec.ts';
import type { RootGroup } from './root-group.ts';

const FIRST_SERVICE_PORT = 10_000;
const LAST_SERVICE_PORT = 20_000;

/** The root with a service port for each 0: the one that the app had there before, or else the lowest free one. */
export function withServicePorts(before: RootGroup, after: RootGroup): RootGroup {
  const taken = new Set(Object.values(after.apps).flatMap(servicePorts));
  const apps = Object.values(after.apps).map((app) => {
    const earlier = before.apps[app.id];
    const had = (earlier ? servicePorts(earlier) : []).filter((it) => !servicePorts(app).includes(it));
    return assigned(app, () => {
      const port = had.shift() ?? lowestFree(taken);
      taken.add(port);
      return port;
    });
  });
  return { ...after, apps: Object.fromEntries(apps.map((it) => [it.id, it])) };
}

function assigned(app: AppSpec, next: () => number): AppSpec {
  if (!servicePorts(app).includes(0)) return app;
  const mappings = app.container?.portMappings;
  if (app.container && mappings) {
    const portMappings = mappings.map((it) => (it.servicePort === 0 ? { ...it, servicePort: next() } : it));
    return { ...app, container: { ...app.container, portMappings } };
  }
  return {
    ...app,
    portDefinitions: (app.portDefinitions ?? []).map((it) => (it.port === 0 ? { ...it, port: next() } : it)),
  };
}

function lowestFree(taken: ReadonlySet<number>): number {
  for (let port = FIRST_SERVICE_PORT; port <= LAST_SERVICE_PORT; port += 1) if (!taken.has(port)) return port;
  throw new Error(
    `No service port is free between ${String(FIRST_SERVICE_PORT)} and ${String(LAST_SERVICE_PORT)}.`,
  );
}
