import type { PoolIntent } from './pool-intent.ts';

/** Whether something that was sent is an intent of this service's pool, all of it. */
export function isPoolIntentOf(
  input: unknown,
  of: { readonly target: string; readonly service: string },
): input is PoolIntent {
  if (!isObject(input) || input['target'] !== of.target || input['service'] !== of.service) return false;
  const { portIndex, sides, split } = input;
  return (
    Number.isSafeInteger(portIndex) &&
    (portIndex as number) >= 0 &&
    Array.isArray(sides) &&
    sides.length <= 2 &&
    sides.every(isSide) &&
    (split === undefined || isSplit(split))
  );
}

function isSide(it: unknown): boolean {
  if (!isObject(it)) return false;
  const { appId, slot, admit, withdrawn } = it;
  return typeof appId === 'string' && isSlot(slot) && isAllOrNames(admit) && isAllOrNames(withdrawn);
}

function isSplit(it: unknown): boolean {
  if (!isObject(it)) return false;
  const { slot, weight, routes, yields } = it;
  return (
    isSlot(slot) &&
    typeof weight === 'number' &&
    weight >= 0 &&
    weight <= 10_000 &&
    Array.isArray(routes) &&
    routes.every(isObject) &&
    typeof yields === 'boolean'
  );
}

function isSlot(it: unknown): boolean {
  return it === 'a' || it === 'b';
}

function isAllOrNames(it: unknown): boolean {
  return it === 'all' || (Array.isArray(it) && it.every((name) => typeof name === 'string'));
}

function isObject(it: unknown): it is Record<string, unknown> {
  return typeof it === 'object' && it !== null;
}
