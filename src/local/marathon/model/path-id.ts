import { randomUUID } from 'node:crypto';
import { InvalidUuidError } from '../errors.ts';

/** Absolute app or group id: no empty segments, `.` and `..` resolved, relative ids resolved against `base`. */
export function canonicalId(id: string, base = '/'): string {
  const segments = id.startsWith('/') ? [] : base.split('/').filter(Boolean);
  for (const segment of id.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

/** Every group an id lies in, root first, without the id itself. */
export function parentsOf(id: string): readonly string[] {
  const segments = id.split('/').filter(Boolean);
  return segments.map((_, depth) => `/${segments.slice(0, depth).join('/')}`);
}

/** True for the group itself and everything below it. */
export function isWithin(id: string, group: string): boolean {
  return group === '/' || id === group || id.startsWith(`${group}/`);
}

export function newInstanceId(appId: string): string {
  return `${appId.slice(1).replaceAll('/', '_')}.instance-${randomUUID()}`;
}

/** An instance keeps its id when its task is replaced; the incarnation tells its tasks apart. */
export function taskIdOf(instanceId: string, incarnation: number): string {
  return `${instanceId}._app.${String(incarnation)}`;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const INSTANCE_TASK = new RegExp(`^(.+\\.(?:instance|marathon)-${UUID})(?:[._].+)?$`);
const LEGACY_TASK = /^.+[._]([^_.]+)$/;

/**
 * The instance a task id belongs to; the incarnation is ignored, as Marathon does. Undefined when it is no task id.
 * Throws InvalidUuidError for what looks like an id of the time before instances.
 */
export function instanceIdOfTask(taskId: string): string | undefined {
  const instance = INSTANCE_TASK.exec(taskId)?.[1];
  if (instance !== undefined) return instance;
  const legacy = LEGACY_TASK.exec(taskId)?.[1];
  if (legacy === undefined) return undefined;
  if (!new RegExp(`^${UUID}$`).test(legacy)) throw new InvalidUuidError(legacy);
  return taskId;
}
