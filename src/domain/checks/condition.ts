import type { Condition, Operator } from '../analysis.ts';

const comparison = /^(<=|>=|==|!=|<|>)\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)$/i;

/** `">= 0.99"`, `"> 0 and <= 0.5"` as comparisons of which all must hold; undefined when it is none. */
export function parseCondition(text: string): Condition | undefined {
  const parts = text.trim().split(/\s+and\s+/i);
  const comparisons = parts.flatMap((part) => {
    const [, operator, value] = comparison.exec(part) ?? [];
    return operator === undefined || value === undefined
      ? []
      : [{ operator: operator as Operator, value: Number(value) }];
  });
  return comparisons.length === parts.length ? { text, comparisons } : undefined;
}
