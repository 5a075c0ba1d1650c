import { z } from 'zod';
import { duration, positive } from './spec-parts.ts';

/** Steps of a canary as a spec writes them: each a mapping with one key, in the words of Argo Rollouts. */

/** Percent, in steps of 0.01. */
export const percentage = z
  .number()
  .min(0)
  .max(100)
  .refine((percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6, {
    error: 'must have at most two decimals: shares move in steps of 0.01 %',
  });

const pause = z
  .strictObject(
    { duration: duration.optional().describe('How long. Absent: until promote.') },
    { error: 'must be a mapping: pause: { duration: 10m }, or pause: {} until promote' },
  )
  .describe('Stays at this weight: {} until promote, or { duration }.');

const formsOfScale = ['instances', 'percent', 'matchTrafficWeight'] as const;

const setCanaryScale = z
  .strictObject({
    instances: positive
      .optional()
      .describe('So many tasks, or as many as its weight needs where that is more.'),
    percent: z.number().gt(0).max(100).optional().describe('Percent of its tasks at the end, rounded up.'),
    matchTrafficWeight: z
      .literal(true)
      .optional()
      .describe('As many tasks as its weight needs, as at the start.'),
  })
  .refine((it) => formsOfScale.filter((form) => it[form] !== undefined).length === 1, {
    error: 'must have one of instances, percent and matchTrafficWeight: true',
  })
  .describe(
    'How many tasks the canary has from here on: { instances }, { percent } or { matchTrafficWeight: true }.',
  )
  .meta({ minProperties: 1, maxProperties: 1 });

const routeWord = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, {
  error: 'must be letters, digits, "_", "." and "-", at most 64',
});

const exact = z
  .string()
  .regex(/^[A-Za-z0-9_.:@/+=-]{1,128}$/, {
    error: 'must be letters, digits and any of _ . : @ / + = -, at most 128',
  })
  .describe('The whole value: the map of HAProxy knows no prefix and no regular expression.');

const routeValue = z.strictObject({ exact }).optional();

const match = z
  .strictObject({
    headerName: routeWord.optional().describe("Name of a header that HAProxy's configuration routes by."),
    headerValue: routeValue.describe('Its value. Absent: any.'),
    cookieName: routeWord.optional().describe("Name of a cookie that HAProxy's configuration routes by."),
    cookieValue: routeValue.describe('Its value. Absent: any.'),
    queryName: routeWord
      .optional()
      .describe("Name of a query parameter that HAProxy's configuration routes by."),
    queryValue: routeValue.describe('Its value. Absent: any.'),
  })
  .refine((it) => kindsOfMatch(it).length === 1, {
    error: 'must have one of headerName, cookieName and queryName',
  })
  .refine((it) => kindsOfMatch(it).every((kind) => kind.isWhole), {
    error: 'must name what the value is of: headerName, cookieName or queryName',
  });

function kindsOfMatch(it: Readonly<Record<string, unknown>>) {
  return (['header', 'cookie', 'query'] as const)
    .map((by) => ({ isNamed: it[`${by}Name`] !== undefined, hasValue: it[`${by}Value`] !== undefined }))
    .filter(({ isNamed, hasValue }) => isNamed || hasValue)
    .map(({ isNamed }) => ({ isWhole: isNamed }));
}

const setHeaderRoute = z
  .strictObject({
    name: routeWord.describe('Names the route, for the step that closes it.'),
    match: z
      .array(match)
      .default([])
      .describe('Requests that match one of these go to the canary. Absent: closes the route.'),
  })
  .describe('Sends some requests to the canary whatever its weight.');

const analysis = z
  .strictObject({
    checks: z.array(z.string().min(1)).min(1).describe('Names of checks.'),
    duration: duration.optional().describe('For so long. Absent: until each check has come to its end.'),
  })
  .describe('Measures checks and goes on when they pass.');

export const STEP_KEYS = ['setWeight', 'pause', 'setCanaryScale', 'setHeaderRoute', 'analysis'] as const;

export const stepInSpec = z
  .strictObject({
    setWeight: percentage
      .optional()
      .describe('Share of requests for the canary, in percent, in steps of 0.01.'),
    pause: pause.optional(),
    setCanaryScale: setCanaryScale.optional(),
    setHeaderRoute: setHeaderRoute.optional(),
    analysis: analysis.optional(),
  })
  .refine((it) => STEP_KEYS.filter((key) => it[key] !== undefined).length === 1, {
    error: `must have one key of ${STEP_KEYS.join(', ')}: begin a new step with "-" for each`,
  })
  .meta({ minProperties: 1, maxProperties: 1 });

export type StepInSpec = z.output<typeof stepInSpec>;
