import { RefusedError } from '../errors.ts';

type Labels = Readonly<Record<string, string>>;
type Selector = (labels: Labels) => boolean;

const SET = /^([^\s=!]+)\s+(in|notin)\s*\(([^)]*)\)$/;
const EQUALITY = /^([^\s=!]+)\s*(==|=|!=)\s*(\S.*)$/;
const EXISTENCE = /^(!?)\s*([^\s=!]+)$/;

/** Marathon's label selectors: `a`, `!a`, `a==b`, `a!=b`, `a in (b, c)`, `a notin (b)`, joined by commas. Throws RefusedError. */
export function parseLabelSelector(text: string): Selector {
  // A comma inside brackets does not separate selectors.
  const selectors = text.split(/,(?![^(]*\))/).map((it) => parseOne(it.trim()));
  return (labels) => selectors.every((it) => it(labels));
}

function parseOne(text: string): Selector {
  const [, setKey = '', operator, list = ''] = SET.exec(text) ?? [];
  if (operator !== undefined) {
    const values = list.split(',').map((it) => it.trim());
    return (labels) => {
      const value = labels[setKey];
      return value !== undefined && values.includes(value) === (operator === 'in');
    };
  }
  const [, key = '', sign, value = ''] = EQUALITY.exec(text) ?? [];
  if (sign !== undefined) return (labels) => key in labels && (labels[key] === value) === (sign !== '!=');
  const [, not, name = ''] = EXISTENCE.exec(text) ?? [];
  if (not !== undefined) return (labels) => name in labels === (not === '');
  throw new RefusedError(400, `Parsing error: '${text}' is no label selector`);
}
