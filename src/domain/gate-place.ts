import type { GatePlace, GatePoint } from './gates.ts';

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

/** A place in a spec: `launch`, `traffic`, `batch 2`, `batches`, `step 3`, `steps`, `promotion`, `retire-blue`, ... */
export const placePattern =
  /^(launch|traffic|batches|batch [1-9]\d{0,3}|steps|step [1-9]\d{0,3}|promotion|retire-(blue|stable)|bake|remove-(blue|stable))$/;

/** What a release can be told to go to, and to stop after: it is done, and nothing after it is. */
export const pointPattern = /^(launch|batch [1-9]\d{0,3}|step [1-9]\d{0,3}|bake)$/;

/** The place that a text of `placePattern` names. */
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
    default:
      return point;
  }
}
