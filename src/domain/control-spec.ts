import { z } from 'zod';
import { ADOPT, WHEN_BUSY, type Control } from './control.ts';
import { milliseconds } from './duration.ts';
import { remedyOfPlace, remedyOfPoint } from './gate-place-remedy.ts';
import { placePattern, pointPattern, toPlace } from './gate-place.ts';
import { ON_GATE_DEADLINE, personOf, type Gate } from './gates.ts';
import { durationAboveZero, positive } from './spec-parts.ts';
import type { Procedure } from './status.ts';

const DEFAULT_REMINDER_MS = 3_600_000;

const gateName = z.string().regex(/^[a-z0-9][a-z0-9 -]{0,60}$/, {
  error: 'must be lower-case letters, digits, blanks and "-", at most 61, such as "business hours"',
});

const people = z
  .array(
    z
      .string()
      .max(100)
      .regex(/^\S(.*\S)?$/, { error: 'must be a name, without blanks around it' }),
  )
  .min(1)
  .refine((it) => new Set(it.map(personOf)).size === it.length, {
    error: 'has somebody twice (capitals do not count): leave one out',
  });

function gateOf(procedure: Procedure) {
  return z
    .strictObject({
      before: placeOf(procedure).optional().describe('The release stops before it.'),
      after: pointOf(procedure).optional().describe('Instead of before: it stops once that is done.'),
      name: gateName
        .optional()
        .describe('What an answer names. Absent: its place, such as "before promotion".'),
      by: people
        .optional()
        .describe('Who may answer, by the names that answers are given with. Absent: anybody.'),
      approvals: positive.default(1).describe('How many different people have to approve.'),
      deadline: durationAboveZero.optional().describe('How long an answer may take. Absent: for ever.'),
      onDeadline: z
        .enum(ON_GATE_DEADLINE)
        .optional()
        .describe('What happens then.')
        .meta({ default: 'keep-waiting' }),
      reminder: durationAboveZero
        .optional()
        .describe('With keep-waiting: how often the event gate-open is told again after the deadline.')
        .meta({ default: '1h' }),
    })
    .refine((it) => (it.before === undefined) !== (it.after === undefined), {
      error: 'must have one place: "before" or "after"',
    })
    .refine((it) => it.by === undefined || it.by.length >= it.approvals, {
      error: 'is more than the people in "by": ask for fewer, or name more',
      path: ['approvals'],
    })
    .refine((it) => it.deadline !== undefined || it.onDeadline === undefined, {
      error: 'needs "deadline": without one there is nothing to happen',
      path: ['onDeadline'],
    })
    .refine((it) => it.reminder === undefined || (it.deadline !== undefined && isPatient(it.onDeadline)), {
      error: 'needs "deadline" and onDeadline: keep-waiting',
      path: ['reminder'],
    })
    .meta({
      oneOf: [{ required: ['before'] }, { required: ['after'] }],
      dependentRequired: { onDeadline: ['deadline'], reminder: ['deadline'] },
    });
}

function placeOf(procedure: Procedure) {
  return z.string().regex(placePattern[procedure], { error: ({ input }) => remedyOfPlace(input, procedure) });
}

function pointOf(procedure: Procedure) {
  return z.string().regex(pointPattern[procedure], { error: ({ input }) => remedyOfPoint(input, procedure) });
}

function isPatient(onDeadline: string | undefined): boolean {
  return onDeadline === undefined || onDeadline === 'keep-waiting';
}

/** `until` in full. */
interface UntilInSpec {
  readonly point: string;
  readonly for?: string | undefined;
  readonly then?: 'approve' | 'roll-back' | undefined;
}

function untilOf(procedure: Procedure) {
  const point = pointOf(procedure);
  const inFull = z
    .strictObject({
      point: point.describe('What is done before it stops.'),
      for: durationAboveZero.optional().describe('How long it stops. Absent: until somebody says go on.'),
      then: z
        .enum(['approve', 'roll-back'])
        .optional()
        .describe('What happens then.')
        .meta({ default: 'approve' }),
    })
    .refine((it) => it.then === undefined || it.for !== undefined, {
      error: 'needs "for": without it there is no end at which it could happen',
      path: ['then'],
    })
    .meta({ dependentRequired: { then: ['for'] } });
  return z
    .union([point, inFull])
    .transform((it): UntilInSpec => (typeof it === 'string' ? { point: it } : it));
}

const deadlines = z
  .strictObject({
    release: durationAboveZero
      .optional()
      .describe('From its begin to the removal of the old version, people included. Then it goes back.'),
    progress: durationAboveZero
      .optional()
      .describe(
        'Longest time without another healthy task, while they are waited for. Then the step has failed.',
      ),
  })
  .describe('Bounds beside those of each wait (health.timeout, drain.timeout, a deadline of a gate).');

/** Fields of the specs of both procedures: how people control a release. Only the words for places differ. */
export function controlInSpec(procedure: Procedure) {
  const first = procedure === 'canary' ? 'step 1' : 'batch 1';
  return {
    gates: z
      .array(gateOf(procedure))
      .optional()
      .describe('Where the release stops until people have approved.'),
    until: untilOf(procedure)
      .optional()
      .describe(`Goes to this point and stops: a point, or { point, for, then }. "${first}" is done then.`),
    onFailure: z
      .enum(['roll-back', 'pause'])
      .optional()
      .describe(
        'What follows when a step fails that users have not noticed: the way back, or a person says "retry" or "abort".',
      )
      .meta({ default: 'roll-back' }),
    whenBusy: z
      .enum(WHEN_BUSY)
      .optional()
      .describe('What it does while another release of the service runs.')
      .meta({ default: 'refuse' }),
    deadlines: deadlines.optional(),
    adopt: z
      .enum(ADOPT)
      .optional()
      .describe(
        'What it does about a second version that an earlier release, or somebody by hand, has left half-way.',
      )
      .meta({ default: 'finish' }),
  };
}

/** The part of a checked spec that is about control. Specs of before there was any have none. */
export type ControlInSpec = z.output<z.ZodObject<ReturnType<typeof controlInSpec>>>;

/** The same as a plan has it. */
export function toControl(spec: ControlInSpec): Control {
  const gates = [
    ...(spec.gates ?? []).map(toGate),
    ...(spec.until === undefined ? [] : [untilGate(spec.until)]),
  ];
  const { release, progress } = spec.deadlines ?? {};
  return {
    ...(gates.length > 0 && { gates }),
    ...(spec.onFailure !== undefined && { onFailure: spec.onFailure }),
    ...((release !== undefined || progress !== undefined) && {
      deadlines: {
        ...(release !== undefined && { releaseMs: milliseconds(release) }),
        ...(progress !== undefined && { progressMs: milliseconds(progress) }),
      },
    }),
  };
}

/** A gate as it is written; its place is either before something or after something. */
export type GateInSpec = NonNullable<ControlInSpec['gates']>[number];

/** What an answer names: the gate's name, or else its place. */
export function nameOfGate({ name, before, after = '' }: GateInSpec): string {
  return name ?? (before === undefined ? `after ${after}` : `before ${before}`);
}

function toGate(written: GateInSpec, index: number): Gate {
  const { before, after, by, approvals, deadline, onDeadline = 'keep-waiting', reminder } = written;
  return {
    name: nameOfGate(written),
    at: before === undefined ? toPlace('after', after ?? 'launch') : toPlace('before', before),
    approvals,
    ...(by !== undefined && { by }),
    ...(deadline !== undefined && {
      deadline: {
        afterMs: milliseconds(deadline),
        field: `gates[${index}].deadline`,
        then: onDeadline,
        reminderMs: reminder === undefined ? DEFAULT_REMINDER_MS : milliseconds(reminder),
      },
    }),
  };
}

function untilGate(until: UntilInSpec): Gate {
  return {
    name: `until ${until.point}`,
    at: toPlace('after', until.point),
    approvals: 1,
    ...(until.for !== undefined && {
      deadline: {
        afterMs: milliseconds(until.for),
        field: 'until.for',
        then: until.then ?? 'approve',
        reminderMs: DEFAULT_REMINDER_MS,
      },
    }),
  };
}
