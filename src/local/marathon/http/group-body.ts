import { z } from 'zod';
import { InvalidBodyError } from '../errors.ts';
import { requireGroup, withApp, withGroups, withoutGroup, type RootGroup } from '../groups/root-group.ts';
import { completeApp, idInBody, parseAppUpdate } from '../model/app-body.ts';
import { idSchema } from '../model/app-schema.ts';
import { checkShape } from '../model/parse-body.ts';
import { canonicalId, isWithin, parentsOf } from '../model/path-id.ts';

const groupSchema = z.object({
  id: idSchema.or(z.literal('/')).optional(),
  apps: z.array(z.unknown()).optional(),
  get groups() {
    return z.array(groupSchema).optional();
  },
  scaleBy: z.number().min(0).optional(),
  version: z.string().optional(),
});

export type GroupBody = z.output<typeof groupSchema>;

/** Throws InvalidBodyError. */
export function parseGroup(body: unknown): GroupBody {
  return checkShape(groupSchema, body);
}

/** The absolute id of a group in a body. Throws InvalidBodyError when it has none. */
export function groupIdIn(group: GroupBody, base: string): string {
  if (group.id !== undefined) return canonicalId(group.id, base);
  throw new InvalidBodyError('Invalid JSON', [{ path: '/id', errors: ["'id' is undefined on object"] }]);
}

/** The root with the group as it is written: what is not in its lists of apps or groups goes. */
export function withGroupBody(root: RootGroup, id: string, group: GroupBody, version: string): RootGroup {
  const apps = (group.apps ?? []).map((body) => {
    const update = parseAppUpdate(body);
    return completeApp(idInBody(update, body, id), update, version);
  });
  const emptied = group.apps || group.groups ? cleared(root, id, group) : root;
  const started = withGroups(emptied, [...parentsOf(id), id]);
  const withApps = apps.reduce(withApp, started);
  return (group.groups ?? []).reduce(
    (next, it) => withGroupBody(next, groupIdIn(it, id), it, version),
    withApps,
  );
}

/** The root with every app of the group scaled by a factor, rounded up. Throws NotFoundError. */
export function withScaledGroup(root: RootGroup, id: string, factor: number): RootGroup {
  requireGroup(root, id);
  const scaled = Object.values(root.apps).map((it) =>
    isWithin(it.id, id) ? { ...it, instances: Math.ceil(it.instances * factor) } : it,
  );
  return { ...root, apps: Object.fromEntries(scaled.map((it) => [it.id, it])) };
}

/** Takes away the apps and groups that a body lists anew; a list that is absent stays. */
function cleared(root: RootGroup, id: string, group: GroupBody): RootGroup {
  if (group.apps && group.groups) return withoutGroup(root, id);
  const kept = Object.entries(root.apps).filter(([appId]) => {
    if (!isWithin(appId, id)) return true;
    const isDirect = parentsOf(appId).at(-1) === id;
    return isDirect ? group.apps === undefined : group.groups === undefined;
  });
  return { ...root, apps: Object.fromEntries(kept) };
}
