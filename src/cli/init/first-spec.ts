import { stringify } from 'yaml';
import type { Procedure } from '../../domain/status.ts';
import { hasHealthChecks } from './mind.ts';
import type { SpecParts } from './spec-parts-of-app.ts';

export interface FirstSpec extends SpecParts {
  readonly target: string;
  readonly procedure: Procedure;
  /** Id of the app it was read from. */
  readonly from: string;
}

/** A spec as YAML, each section with what it is for; what has a default stands there with that. */
export function firstSpecText(spec: FirstSpec): string {
  const sections = [
    opening(spec),
    section(TARGET, { target: spec.target }),
    section(SERVICE, { service: spec.service }),
    section(APP, { app: spec.app }),
    ...(spec.procedure === 'canary' ? CANARY : BLUE_GREEN),
    hasHealthChecks(spec.app)
      ? section(HEALTH, { health: { timeout: '5m', tolerance: '5s' } })
      : section(NO_HEALTH, { health: { timeout: '5m', required: false } }),
    PENDING,
    section(DRAIN, { drain: { timeout: '5m', onTimeout: 'roll-back' } }),
    ...(spec.procedure === 'canary' ? CANARY_END : BLUE_GREEN_END),
    control(spec.procedure === 'canary' ? 'stable' : 'blue'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function opening({ service, target, procedure, from }: FirstSpec): string {
  const page = procedure === 'canary' ? 'docs/canary.md' : 'docs/spec.md';
  return comment([
    `How to release ${service}: a ${procedure} spec that pacer init wrote from the app ${from} on "${target}".`,
    `Change under "app" what is new, then:  npx pacer lint FILE  and  npx pacer release FILE --watch`,
    `Every field, with its unit and its default, is in ${page}.`,
  ]);
}

function section(about: readonly string[], content: Readonly<Record<string, unknown>>): string {
  return `${comment(about)}\n${stringify(content, { lineWidth: 0 }).trimEnd()}`;
}

/** A section that is not in force until somebody takes the marks away. */
function proposal(about: readonly string[], content: Readonly<Record<string, unknown>>): string {
  const lines = stringify(content, { lineWidth: 0 }).trimEnd().split('\n');
  return `${comment(about)}\n${comment(lines)}`;
}

function comment(lines: readonly string[]): string {
  return lines.map((it) => `# ${it}`).join('\n');
}

const TARGET = ["Where it is released: a target of the worker's configuration."];
const SERVICE = [
  'Names the service: its backends in HAProxy are NAME_a and NAME_b (npx pacer haproxy-config NAME), and only one release',
  'of it runs at a time.',
];
const APP = [
  'The app definition, as Marathon has it now. Pacer sets its id (with -a or -b at the end), its instances on the way, and',
  'the labels PACER_*; the rest goes to Marathon as it stands here.',
];
const HEALTH = [
  'When the new version counts as healthy: how long all of a batch may take, and how long one that serves may fail.',
];
const NO_HEALTH = [
  'The app has no health checks, so that a task that runs counts as healthy, also one that answers nothing. Better: give',
  'app.healthChecks, and take "required: false" away.',
];
const DRAIN = [
  'How tasks of the old version leave: how long their work may take, and what to do then: roll-back, pause (ask), or kill.',
];

const PENDING = proposal(
  [
    'If the app counts its unfinished work in a metric: a task is not ended before it is zero. Take the marks away to use it.',
  ],
  { pending: { metric: 'pending_operations', path: '/metrics' } },
);

const BLUE_GREEN = [
  section(
    [
      'How many tasks change over at a time: first one, then twice as many each time. Or { size: 2 }, or { percent: 25 }.',
    ],
    {
      batches: { first: 1, growth: 2 },
    },
  ),
];

const BLUE_GREEN_END = [
  section(['Where it stops and waits for npx pacer promote: none, after-first-batch, or before-removal.'], {
    approval: 'none',
  }),
  section(['How long the new version is watched, with all users, before the old one is removed.'], {
    bake: { duration: '10m' },
  }),
];

const CANARY = [
  section(
    ['Shares of the requests that the new version gets, in percent, and how long it is watched at each.'],
    {
      procedure: 'canary',
      weights: [5, 25, 50, 100],
      pause: '10m',
    },
  ),
  proposal(
    [
      'What the new version is judged by, with Prometheus, while its share grows. Take the marks away to use it.',
    ],
    {
      checks: [
        {
          check: 'success-rate',
          passWhen: '>= 0.99',
          failWhen: '< 0.95',
          inconclusiveLimit: 2,
          interval: '15s',
          minRequests: 20,
        },
        { check: 'restarts', interval: '15s' },
      ],
    },
  ),
];

/** How people control it, in either procedure. */
function control(old: 'blue' | 'stable'): string {
  return proposal(
    [
      'Where it stops until people approve (npx pacer approve), what follows a step that fails before users notice, what it',
      'does while another release runs, and how long it may take. Take the marks away to use it.',
    ],
    {
      gates: [
        { before: `retire-${old}`, name: 'go live', approvals: 2, deadline: '4h', onDeadline: 'roll-back' },
      ],
      onFailure: 'pause',
      whenBusy: 'queue',
      deadlines: { release: '1d', progress: '2m' },
    },
  );
}

const CANARY_END = [
  section(['How long the new version is watched, with all users, before the old one is removed.'], {
    bake: { duration: '10m' },
  }),
];
