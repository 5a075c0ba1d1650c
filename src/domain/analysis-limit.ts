import type { Check, Condition, Measurement, Operator } from './analysis.ts';

type Conditions = Pick<Check, 'passWhen' | 'failWhen' | 'versus'>;

/** Whether every comparison holds. */
export function holds({ comparisons }: Condition, value: number): boolean {
  return comparisons.every(({ operator, value: limit }) => compares(value, operator, limit));
}

/** What passes and what fails, in one sentence. */
export function limitText({ passWhen, failWhen, versus }: Conditions): string {
  const parts = [
    ...(passWhen === undefined ? [] : [`passes when ${passWhen.text}`]),
    ...(failWhen === undefined ? [] : [`fails when ${failWhen.text}`]),
  ].join(', ');
  return versus === undefined ? parts : `${versus.by} to stable: ${parts}`;
}

/** How a failing value misses the limit: `above its limit 0.5`. */
export function breach({ passWhen, failWhen }: Conditions, value: number): string {
  if (failWhen !== undefined && holds(failWhen, value)) {
    const [first, ...others] = failWhen.comparisons;
    if (first === undefined || others.length > 0) return `which is ${failWhen.text}`;
    return `${MET[first.operator]} its limit ${String(first.value)}`;
  }
  const missed = passWhen?.comparisons.find((it) => !compares(value, it.operator, it.value));
  return missed === undefined ? 'outside its limits' : `${MISSED[missed.operator]} ${String(missed.value)}`;
}

/** A value as JSON can say it. */
export function plainValue(value: number): NonNullable<Measurement['value']> {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : value;
}

const MET: Readonly<Record<Operator, string>> = {
  '<': 'below',
  '<=': 'at or below',
  '>': 'above',
  '>=': 'at or above',
  '==': 'at',
  '!=': 'other than',
};

const MISSED: Readonly<Record<Operator, string>> = {
  '<': 'not below its limit',
  '<=': 'above its limit',
  '>': 'not above its limit',
  '>=': 'below its limit',
  '==': 'other than its limit',
  '!=': 'at its limit',
};

function compares(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
