import { durationPattern } from '../src/domain/duration.ts';

/** Whole numbers below `limit`, as a regular expression that takes them with leading zeros. */
function below(limit: number): string {
  const digits = Array.from(String(limit));
  const first = digits.flatMap((digit, index) => {
    const rest = digits.length - index - 1;
    return digit === '0' ? [] : [`${digits.slice(0, index).join('')}[0-${Number(digit) - 1}]\\d{${rest}}`];
  });
  return `(${[...first, `\\d{1,${digits.length - 1}}`].join('|')})`;
}

function upTo(limit: number, fraction = '\\.0{1,3}'): string {
  return `(${below(limit)}(\\.\\d{1,3})?|${limit}(${fraction})?)`;
}

/** 521.428 weeks are the last before 3650 days. */
const PART_OF_A_WEEK = '\\.([0-3]\\d{0,2}|4([01]\\d?|2[0-8]?)?)';

const bounded = [
  '\\d+(\\.\\d+)?ms',
  `${upTo(315_360_000)}s`,
  `${upTo(5_256_000)}m`,
  `${upTo(87_600)}h`,
  `${upTo(3_650)}d`,
  `${upTo(521, PART_OF_A_WEEK)}w`,
].join('|');

/** What `durationPattern` takes, up to ten years: nine digits of milliseconds never come to that. */
export const patternOfTenYears = `^(?=${durationPattern.source.slice(1)})0*(${bounded})$`;
