/**
 * What Marathon fills in where a definition is silent, by the path of the field; `*` is any index of a list. Several
 * values: versions of Marathon differ. `any`: Marathon chooses one itself.
 */
const DEFAULTS: Readonly<Record<string, readonly unknown[] | 'any'>> = {
  backoffFactor: [1.15],
  backoffSeconds: [1],
  cpus: [1],
  disk: [0],
  gpus: [0],
  mem: [128],
  maxLaunchDelaySeconds: [300, 3600],
  requirePorts: [false],
  killSelection: ['YOUNGEST_FIRST'],
  role: ['*'],
  tty: [false],
  'acceptedResourceRoles.*': ['*'],
  'upgradeStrategy.maximumOverCapacity': [1],
  'upgradeStrategy.minimumHealthCapacity': [1],
  'unreachableStrategy.inactiveAfterSeconds': [0, 300],
  'unreachableStrategy.expungeAfterSeconds': [0, 600],
  'healthChecks.*.gracePeriodSeconds': [300],
  'healthChecks.*.intervalSeconds': [60],
  'healthChecks.*.timeoutSeconds': [20],
  'healthChecks.*.maxConsecutiveFailures': [3],
  'healthChecks.*.delaySeconds': [15],
  'healthChecks.*.ignoreHttp1xx': [false],
  'healthChecks.*.ipProtocol': ['IPv4'],
  'healthChecks.*.path': ['/'],
  'healthChecks.*.portIndex': [0],
  'readinessChecks.*.name': ['readinessCheck'],
  'readinessChecks.*.protocol': ['HTTP'],
  'readinessChecks.*.path': ['/'],
  'readinessChecks.*.portName': ['http-api'],
  'readinessChecks.*.intervalSeconds': [30],
  'readinessChecks.*.timeoutSeconds': [10],
  'readinessChecks.*.preserveLastResponse': [false],
  'portDefinitions.*.protocol': ['tcp'],
  'portDefinitions.*.name': ['default'],
  'networks.*.mode': ['host'],
  'container.type': ['MESOS'],
  'container.docker.forcePullImage': [false],
  'container.docker.privileged': [false],
  'container.portMappings.*.hostPort': [0],
  'container.portMappings.*.servicePort': 'any',
  'container.portMappings.*.protocol': ['tcp'],
  'fetch.*.extract': [true],
  'fetch.*.executable': [false],
  'fetch.*.cache': [false],
};

/** Whether a field says no more than its absence would. */
export function isDefault(path: readonly (string | number)[], value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  const defaults = DEFAULTS[path.map((it) => (typeof it === 'number' ? '*' : it)).join('.')];
  return defaults === 'any' || defaults?.includes(value) === true;
}
