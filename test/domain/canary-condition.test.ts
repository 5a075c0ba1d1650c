import { describe, expect, it } from 'vitest';
import { parseCondition } from '../../src/domain/checks/condition.ts';
import { fill, placeholderProblem, tellsVersionsApart } from '../../src/domain/checks/placeholders.ts';

describe('a condition', () => {
  it.each([
    ['>= 0.99', [['>=', 0.99]]],
    ['<.5', [['<', 0.5]]],
    ['  == -1  ', [['==', -1]]],
    ['!= 1e3', [['!=', 1000]]],
    [
      '> 0 and <= 5',
      [
        ['>', 0],
        ['<=', 5],
      ],
    ],
    [
      '> 0 AND < 5 and != 3',
      [
        ['>', 0],
        ['<', 5],
        ['!=', 3],
      ],
    ],
  ])('%j is comparisons that must all hold', (text, comparisons) => {
    expect(parseCondition(text)).toEqual({
      text,
      comparisons: comparisons.map(([operator, value]) => ({ operator, value })),
    });
  });

  it.each([
    '',
    '0.99',
    '>',
    '> x',
    '=> 1',
    '= 1',
    '> 1 <',
    '> 1 or < 0',
    '> 1 and',
    'and > 1',
    '> 1, < 2',
    '> 99%',
    '>= NaN',
    'result > 1',
    '> 1 2',
  ])('%j is none', (text) => {
    expect(parseCondition(text)).toBeUndefined();
  });
});

describe('placeholders', () => {
  it('are replaced as often as they are there, and stay where nothing is known', () => {
    expect(fill('{{app}} {{ app }} {{slot}} {{other}}', { app: '/a$&' })).toBe(
      '/a$& /a$& {{slot}} {{other}}',
    );
  });

  it.each([
    ['sum(x{app="{{app}}"}[{{window}}]) by (y)', undefined],
    ['{{stable}} {{service}} {{slot}} {{backend}} {{stableBackend}}', undefined],
    ['{{ap}}', 'has the unknown placeholder {{ap}}; did you mean "app"?'],
    ['{{stablebackend}}', 'has the unknown placeholder {{stablebackend}}; did you mean "stableBackend"?'],
    [
      '{{colour}}',
      'has the unknown placeholder {{colour}}; there are {{app}}, {{stable}}, {{service}}, {{window}}, {{slot}}, {{backend}}, {{stableBackend}}',
    ],
    ['{{}}', 'has the unknown placeholder {{}}; there are'],
  ])('in %s are known, or the nearest is named', (query, expected) => {
    if (expected === undefined) expect(placeholderProblem(query)).toBeUndefined();
    else expect(placeholderProblem(query)).toContain(expected);
  });

  it('tell the versions apart when one of them differs between them', () => {
    expect(['{{app}}', '{{slot}}', '{{backend}}'].every(tellsVersionsApart)).toBe(true);
    expect(
      ['{{stable}}', '{{service}}', '{{window}}', '{{stableBackend}}', 'up'].some(tellsVersionsApart),
    ).toBe(false);
  });
});
