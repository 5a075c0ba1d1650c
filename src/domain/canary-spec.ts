import { z } from 'zod';
import { canaryFlaws } from './canary-problems.ts';
import { checkInSpec } from './canary-spec-checks.ts';
import { percentage, stepInSpec } from './canary-spec-steps.ts';
import { controlFlaws, gatesOfPauses } from './control-flaws.ts';
import { controlInSpec } from './control-spec.ts';
import { contactsInSpec } from './notifications-spec.ts';
import {
  app,
  demandHealthChecks,
  drain,
  duration,
  durationAboveZero,
  health,
  metricName,
  oldWhileBaking,
  pending,
  portIndex,
  service,
  target,
} from './spec-parts.ts';

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, {
  error: 'must be the name of a Prometheus label, such as "code"',
});

const metrics = z
  .strictObject({
    appLabel: labelName.default('app').describe('Label that holds the Marathon app id.'),
    requests: metricName
      .optional()
      .describe('Counter of answered requests. Absent: requests_total or http_requests_total.'),
    code: labelName.default('code').describe('Its label with the status code.'),
    duration: metricName
      .optional()
      .describe(
        'Histogram of durations in seconds, without _bucket. Absent: request_duration_seconds or http_request_duration_seconds.',
      ),
    labels: z
      .record(labelName, z.string())
      .optional()
      .describe(
        'Labels of every series that ready-made checks and minRequests look at, such as cluster: east. For a Prometheus that sees several.',
      ),
  })
  .describe("What ready-made checks look at: the app's own metrics by name, and labels of all series.");

const analysis = z
  .strictObject({
    startingStep: z
      .int()
      .refine((step) => step >= 1, { error: "counts from 1, the first step (Argo Rollouts' from 0)" })
      .optional()
      .describe('First step beside which the background checks are measured, counted from 1.')
      .meta({ minimum: 1, default: 1 }),
    checks: z
      .array(z.string().min(1))
      .optional()
      .describe('Names of checks that are measured in the background. Absent: all that no step names.'),
    timeout: durationAboveZero.default('1h').describe('Longest analysis of a step.'),
    patience: durationAboveZero
      .default('15m')
      .describe('How long the policy wait waits for an answer before a person has to decide.'),
  })
  .describe('Analysis beside the steps, and limits of every analysis.');

const bake = z
  .strictObject({
    duration: duration
      .default('10m')
      .describe('How long the canary is watched at 100 % before stable is removed; "0s" for none.'),
    checks: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'Names of checks that are measured meanwhile. Absent: those of the background that do not need stable.',
      ),
    stable: oldWhileBaking('stable'),
  })
  .describe('Watching the new version before stable is removed.');

const sticky = z
  .strictObject({
    by: z.enum(['header', 'cookie', 'address']).describe('What a user is known by.'),
    name: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe("Name of the header or cookie, as in HAProxy's configuration. Absent: that one."),
  })
  .refine((it) => it.by !== 'address' || it.name === undefined, {
    error: 'must have no name: an address has none',
    path: ['name'],
  })
  .describe('A user stays with one version as the share grows. Absent: each request draws anew.');

/**
 * The one definition of a canary's spec: types, defaults, errors, the published JSON Schema and the table in
 * docs/canary.md come from here.
 */
export const canarySpecSchema = z
  .strictObject({
    procedure: z.literal('canary').default('canary').describe('Which procedure this is the spec of.'),
    target,
    service,
    app,
    stable: z
      .string()
      .min(1)
      .optional()
      .describe('Id of the app that serves now. Absent: found by its id or its label PACER_SERVICE.'),
    portIndex,
    steps: z
      .array(stepInSpec)
      .min(1)
      .optional()
      .describe('What the release does, in order. The end is 100 %, said or not.'),
    weights: z
      .array(percentage)
      .min(1)
      .optional()
      .describe('Instead of steps: setWeight for each, with a pause after each but 100.'),
    pause: duration.optional().describe('The pause between weights.').meta({ default: '10m' }),
    sticky: sticky.optional(),
    checks: z.array(checkInSpec).default([]).describe('What is measured of the canary.'),
    metrics: metrics.prefault({}),
    analysis: analysis.prefault({}),
    health: health.prefault({}),
    pending: pending.optional(),
    drain: drain.prefault({}),
    bake: bake.prefault({}),
    ...controlInSpec('canary'),
    ...contactsInSpec,
  })
  .superRefine(demandHealthChecks)
  .superRefine((spec, context) => {
    const flaws = [...canaryFlaws(spec), ...controlFlaws(spec, gatesOfPauses(spec.steps))];
    for (const { path, message } of flaws) context.addIssue({ code: 'custom', path: [...path], message });
  })
  .meta({ oneOf: [{ required: ['steps'] }, { required: ['weights'] }] })
  .describe('A canary release of one service.');

/** A spec as a person writes it: with what has a default left out. */
export type CanarySpec = z.input<typeof canarySpecSchema>;

/** A spec that `checkCanarySpec` has found right, with every default filled in. */
export type CheckedCanarySpec = z.output<typeof canarySpecSchema>;
