import { z } from 'zod';
import { durationPattern, milliseconds } from '../domain/duration.ts';
import { EVENTS, FORMATS } from '../domain/notifications.ts';

/** The one definition of the worker's configuration file: its types, errors and JSON Schema come from here. */
const noDuration = { error: 'must be a duration with a unit, such as "500ms" or "10s"' };
const duration = z.string(noDuration).regex(durationPattern, noDuration);

const asUrl = (text: string) => (URL.canParse(text) ? new URL(text) : undefined);

export function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(asUrl(text)?.protocol ?? '');
}

/** A user, or a password without one: an address is shown in errors. */
export function hasUserInfo(text: string): boolean {
  const { username, password } = asUrl(text) ?? { username: '', password: '' };
  return `${username}${password}` !== '';
}

const url = z
  .string()
  .refine(isHttpUrl, {
    error: 'must be an http or https address, such as "https://master/service/marathon"',
  })
  .refine((text) => !hasUserInfo(text), {
    error: 'must have no user and password in it: give them as credentials { kind: basic, ... }',
  })
  .refine((text) => !/[?#]/.test(text), { error: 'must have no "?" and no "#"' });

const notPlain = {
  error: 'must not stand in the file: give { env: NAME } or { file: PATH } to say where it is',
};

const secret = z
  .union([
    z.strictObject(
      { env: z.string().min(1).describe('Environment variable of the worker that holds it.') },
      notPlain,
    ),
    z.strictObject(
      {
        file: z
          .string()
          .min(1)
          .describe('File that holds it, relative to this file. Others must not be able to read it.'),
      },
      notPlain,
    ),
  ])
  .describe('Where a secret is: { env: NAME } or { file: PATH }.');

const credentials = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('basic'),
      user: z.string().min(1).describe('User name.'),
      password: secret,
    }),
    z.strictObject({
      kind: z.literal('token'),
      token: secret.describe('Sent as `token=...` (DC/OS) or `Bearer ...`, by its kind.'),
    }),
    z.strictObject({
      kind: z.literal('bearer'),
      token: secret.describe('Sent as `token=...` (DC/OS) or `Bearer ...`, by its kind.'),
    }),
    z
      .strictObject({
        kind: z.literal('service-account'),
        file: z
          .string()
          .min(1)
          .optional()
          .describe('JSON of the account, with uid, private_key and login_endpoint, in a file.'),
        env: z.string().min(1).optional().describe('The same JSON, in an environment variable.'),
      })
      .refine((it) => (it.file === undefined) !== (it.env === undefined), {
        error: 'must have either file or env',
      }),
  ])
  .describe('none, basic, token (DC/OS), bearer, or service-account (DC/OS). Absent: none.');

const allowPlainHttp = z.boolean().default(false);

const http = z
  .strictObject({
    url: url.describe('Address, with its path prefix where it has one.'),
    credentials: credentials.optional(),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the authorities to trust instead of the system's."),
    insecureSkipVerify: z
      .boolean()
      .default(false)
      .describe('true: do not verify the TLS certificate. For trials only.'),
    allowPlainHttp: allowPlainHttp.describe(
      'true: credentials may go to an http address. Everybody on the way can read them.',
    ),
    timeout: duration.default('10s').describe('For one request from start to end.'),
  })
  .refine((it) => it.caFile === undefined || !it.insecureSkipVerify, {
    error: 'must have caFile or insecureSkipVerify: true, not both',
  });

const socket = z
  .string()
  .refine((text) => text.startsWith('/') || /^tcp:\/\/(\[[^\]]+\]|[^:/]+):\d{1,5}$/.test(text), {
    error: 'must be the absolute path of a UNIX socket, or tcp://host:port',
  })
  .describe('Runtime socket at level admin: the absolute path of a UNIX socket, or tcp://host:port.');

const haproxy = z
  .strictObject({
    kind: z.literal('haproxy').describe('The only load balancer yet.'),
    instances: z
      .array(z.strictObject({ name: z.string().min(1).describe('Its name in statuses and errors.'), socket }))
      .min(1)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        error: 'must have a different name each',
      })
      .describe('One or more; all are kept alike.'),
    mapFile: z.string().min(1).describe("Path of the map, exactly as HAProxy's configuration has it."),
    check: z
      .strictObject({
        interval: duration.default('500ms').describe('Time between two checks.'),
        rise: z.int().min(1).default(1).describe('Successes in a row that make a server alive.'),
        fall: z.int().min(1).default(2).describe('Failures in a row that make it dead.'),
      })
      .prefault({})
      .describe('Health check of the servers that Pacer adds.'),
    commandTimeout: duration.default('3s').describe('For one command on a runtime socket.'),
  })
  .describe('Who sends users to the tasks.');

const target = z
  .strictObject({
    marathon: http.describe('Marathon.'),
    loadBalancer: haproxy,
    prometheus: http.optional().describe("Prometheus, for a spec's bake.checks."),
  })
  .describe('A place to deliver to.');

const LONGEST_REQUEST = '1m';

/** Shown everywhere, so it must not look like an address. */
const NAME = /^[A-Za-z0-9][\w.-]{0,59}$/;

const notification = z
  .strictObject({
    url: z
      .union([url, secret])
      .describe(
        'Where it is posted to: an address, or { env: NAME } or { file: PATH } where it is a secret.',
      ),
    signingSecret: secret
      .optional()
      .describe('Key of the signature: { env: NAME } or { file: PATH }. Absent: nothing is signed.'),
    format: z
      .enum(FORMATS)
      .default('generic')
      .describe('What is sent: one JSON object, or a text for Slack.'),
    events: z.array(z.enum(EVENTS)).min(1).optional().describe('What it is told. Absent: every event.'),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the authorities to trust instead of the system's."),
    allowPlainHttp: allowPlainHttp.describe(
      'true: an address that is a secret may begin with http. Everybody on the way can read it.',
    ),
    timeout: duration
      .refine((text) => !durationPattern.test(text) || milliseconds(text) <= milliseconds(LONGEST_REQUEST), {
        error: `must be at most "${LONGEST_REQUEST}"`,
      })
      .default('10s')
      .describe('For one request from start to end, at most "1m".'),
  })
  .refine((it) => it.format !== 'slack' || typeof it.url !== 'string', {
    error:
      "must not stand in the file, since Slack's address is a secret: give { env: NAME } or { file: PATH }",
    path: ['url'],
  });

export const encryption = z
  .strictObject({
    keys: z
      .array(
        z.strictObject({
          name: z
            .string()
            .regex(NAME, { error: 'must be letters, digits, "-", "_" and ".", at most 60' })
            .describe('Stands in everything that it encrypts. Never give it to another key.'),
          key: secret.describe('32 bytes as base64 or hexadecimal digits: { env: NAME } or { file: PATH }.'),
        }),
      )
      .min(1)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        error: 'must have a different name each',
      })
      .describe('The first encrypts; all decrypt.'),
  })
  .describe(
    'Encrypts what Temporal keeps. For the worker and for the command line. Absent: it is not encrypted.',
  );

export const workerConfigSchema = z
  .strictObject({
    targets: z
      .record(z.string().min(1), target)
      .refine((all) => Object.keys(all).length > 0, { error: 'must have at least one target' })
      .describe('By the names that specs use.'),
    notifications: z
      .record(z.string(), notification)
      .refine((all) => Object.keys(all).every((name) => NAME.test(name)), {
        error: 'must have names of letters, digits, "-", "_" and ".", at most 60 each',
      })
      .meta({ propertyNames: { type: 'string', pattern: NAME.source } })
      .optional()
      .describe('Who is told of releases and asked by their hooks, by the names that specs use.'),
    encryption: encryption.optional(),
  })
  .describe("Configuration of Pacer's worker.");

export type TargetInFile = z.output<typeof target>;
export type HttpInFile = TargetInFile['marathon'];
export type NotificationInFile = z.output<typeof notification>;
export type EncryptionInFile = z.output<typeof encryption>;
export type CredentialsInFile = z.output<typeof credentials>;

/** JSON Schema (2020-12) of the configuration file. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(workerConfigSchema, { io: 'input' });
}
