import diff from 'microdiff';
import type { AppDefinition } from '../app.ts';
import { LEFT_OUT, leaveOutSecrets } from '../leave-out-secrets.ts';
import { fieldName, valueAt, type Path } from '../problem.ts';
import { essenceOf, inPresentNames } from './essence.ts';
import type { FieldChange } from './preview.ts';

/** Stands where a secret would. */
const HIDDEN = '(hidden)';

/**
 * What of the definition differs, field by field. What Marathon fills in by itself, ids, counts and Pacer's own labels are
 * no difference. A value that looks like a secret is not shown, only that it differs.
 */
export function definitionDiff(blue: AppDefinition, green: AppDefinition): readonly FieldChange[] {
  const [before, after] = [shownFields(blue), shownFields(green)];
  return diff(essenceOf(blue), essenceOf(green))
    .flatMap((it): readonly Path[] => {
      if (it.type === 'CHANGE') return [it.path];
      return leavesOf(it.type === 'CREATE' ? it.value : it.oldValue, it.path);
    })
    .map((path) => fieldChange(path, valueAt(before, path), valueAt(after, path)));
}

/** With what Marathon fills in, so that both values of a field show. */
function shownFields(definition: AppDefinition): unknown {
  return hide(inPresentNames(leaveOutSecrets(definition).kept));
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, hide(it)]));
  return value === LEFT_OUT ? HIDDEN : value;
}

/** A mapping that came or went as a whole is as many fields. */
function leavesOf(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, it]) => leavesOf(it, [...path, name]));
}

function fieldChange(path: Path, before: unknown, after: unknown): FieldChange {
  const field = fieldName(path, 'app');
  if (before === undefined) return { field, kind: 'added', after };
  if (after === undefined) return { field, kind: 'removed', before };
  return { field, kind: 'changed', before, after };
}
