import { createActivities } from '../../activities/index.ts';

/** When the worker dies, as seen from one activity. */
export const MOMENTS = ['before', 'acted', 'answered'] as const;
/** `acted`: the other system has done it, and its answer has not come; `answered`: Temporal has not recorded it. */
export type Moment = (typeof MOMENTS)[number];

export interface Cell {
  readonly scenario: string;
  readonly activity: string;
  readonly moment: Moment;
}

export const keyOf = ({ scenario, activity, moment }: Cell): string => `${scenario} ${activity} ${moment}`;

/** Names of all activities of the product, read from the code: a new one is in the matrix by itself. */
export function allActivities(): readonly string[] {
  const unused = undefined as never;
  return Object.keys(createActivities({}, unused, unused, unused, unused, unused));
}

/** They change something somewhere: they have acted once a call that changes something was answered. */
export const CHANGING: ReadonlySet<string> = new Set([
  'joinLine',
  'launchApp',
  'scaleApp',
  'shrinkApp',
  'removeApp',
  'shapePool',
  'retireTasks',
  'turnBack',
  'askHook',
  'tellContact',
  'takeFromKeeper',
]);
