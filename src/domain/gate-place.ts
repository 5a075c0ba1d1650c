import type { GatePlace, GatePoint } from './gates.ts';
import type { Procedure } from './status.ts';

const WORDS: Readonly<Record<string, GatePoint>> = {
  launch: 'launch',
  traffic: 'traffic',
  batches: 'batch',
  steps: 'step',
  promotion: 'promotion',
  'retire-blue': 'retire',
  'retire-stable': 'retire',
  bake: 'bake',
  'remove-blue': 'removal',
  'remove-stable': 'removal',
};

/** Places in a spec: `launch`, `traffic`, `batch 2`, `batches`, `promotion`, `retire-blue`, ... */
export const placePattern: Readonly<Record<Procedure, RegExp>> = {
  'blue-green': /^(launch|traffic|batches|batch [1-9]\d{0,3}|promotion|retire-blue|bake|remove-blue)$/,
  canary: /^(launch|traffic|steps|step [1-9]\d{0,3}|promotion|retire-stable|bake|remove-stable)$/,
};

/** What a release can be told to go to, and to stop after: it is done, and nothing after it is. */
export const pointPattern: Readonly<Record<Procedure, RegExp>> = {
  'blue-green': /^(launch|batch [1-9]\d{0,3}|bake)$/,
  canary: /^(launch|step [1-9]\d{0,3}|bake)$/,
};

/** The place that a text of one of the patterns names. */
export function toPlace(when: GatePlace['when'], text: string): GatePlace {
  const numbered = /^(batch|step) (\d+)$/.exec(text);
  if (numbered !== null) return { when, point: numbered[1] as GatePoint, number: Number(numbered[2]) };
  const point = WORDS[text];
  if (point === undefined) throw new TypeError(`"${text}" is no place: check the spec before it is planned`);
  return { when, point };
}

/** As a spec says it: `before retire-blue`, `after batch 1`. */
export function placeText({ when, point, number }: GatePlace, old: 'blue' | 'stable' = 'blue'): string {
  return `${when} ${words(point, number, old)}`;
}

function words(point: GatePoint, number: number | undefined, old: string): string {
  switch (point) {
    case 'batch':
      return number === undefined ? 'batches' : `batch ${number}`;
    case 'step':
      return number === undefined ? 'steps' : `step ${number}`;
    case 'retire':
      return `retire-${old}`;
    case 'removal':
      return `remove-${old}`;
    case 'launch':
    case 'traffic':
    case 'promotion':
    case 'bake':
      return point;
  }
}
