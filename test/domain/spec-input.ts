/** The smallest spec there is, with what a test wants different; undefined takes a field away. */
export function aSpec(different: Readonly<Record<string, unknown>> = {}): unknown {
  const spec = { target: 'local', service: 'shop', app: anApp(), ...different };
  return JSON.parse(JSON.stringify(spec)) as unknown;
}

export function anApp(different: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { id: '/shop', cmd: 'exec ./shop', healthChecks: [{ path: '/health' }], ...different };
}
