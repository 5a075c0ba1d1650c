import { describe, expect, it } from 'vitest';
import { readSpecText, renderPlacedProblems } from '../../src/domain/spec-text.ts';

function problemsOf(text: string): string {
  const read = readSpecText(text, 'shop.yaml');
  return read.kind === 'ok' ? '' : renderPlacedProblems(read);
}

const good = `target: local
service: shop
app:
  id: /shop
  healthChecks: [{}]
`;

describe("a spec's text", () => {
  it('is read as YAML and as JSON alike', () => {
    const json = JSON.stringify({
      target: 'local',
      service: 'shop',
      app: { id: '/shop', healthChecks: [{}] },
    });
    expect(readSpecText(good, 'shop.yaml')).toEqual(readSpecText(json, 'shop.json'));
    expect(readSpecText(good, 'shop.yaml').kind).toBe('ok');
  });

  it('may repeat a part of itself by an alias', () => {
    expect(problemsOf(`${good}  labels: &labels { a: b }\n  other: *labels\n`)).toBe('');
  });

  it.each([
    [
      'a wrong value, at its field',
      `${good}drain:\n  onTimeout: explode\n`,
      'shop.yaml:7:3 drain.onTimeout: "explode" must be one of',
    ],
    ['an unknown field, at it', `${good}drian: {}\n`, 'shop.yaml:6:1 drian: {} is not a field here'],
    [
      'a missing field, at what it should be in',
      `${good}bake:\n  checks:\n    - name: a\n      max: 1\n`,
      'shop.yaml:8:7 bake.checks[0].query: (absent) must be given',
    ],
    [
      'a missing field of the whole, at its begin',
      good.replace('target: local\n', '# what to do\n'),
      'shop.yaml:2:1 target: (absent)',
    ],
    ['text that is no YAML', 'target: [\n', 'spec: the text is not readable as YAML or JSON: Flow sequence'],
    [
      'a field given twice',
      `${good}target: other\n`,
      'shop.yaml:6:1 spec: the text is not readable as YAML or JSON: Map keys must be unique',
    ],
    [
      'a condition without quotes',
      `${good}weights: [5]\nchecks:\n  - check: success-rate\n    passWhen: >= 0.99\n`,
      'Put the condition in quotes, as in passWhen: ">= 0.99"',
    ],
    ['an alias of nothing', `${good}blue: *what\n`, 'Unresolved alias'],
    ['two documents', `${good}---\n${good}`, 'multiple documents'],
    ['nothing', '', 'shop.yaml:1:1 spec: null is no spec'],
    ['a comment alone', '# later\n', 'spec: null is no spec'],
  ])('with %s has its line and column', (_, text, expected) => {
    expect(problemsOf(text)).toContain(expected);
    expect(problemsOf(text).split('\n')).toHaveLength(1);
  });

  it('that would grow beyond measure is refused', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
    expect(problemsOf(lines.join('\n'))).toContain('Excessive alias count');
  });

  it.each([
    ['errors on one line', '&a '.repeat(8_000), 1],
    ['errors on many lines', 'a: &a &a 1\n'.repeat(1_500), 51],
    ['fields that are none', `${good}${Array.from({ length: 800 }, (_, it) => `k${it}: 1\n`).join('')}`, 51],
    ['a tag that is long', '!'.repeat(100_000), 1],
  ])('with %s is refused at once, by the first fifty', (_, text, lines) => {
    const began = performance.now();
    const said = problemsOf(text);
    expect(said.split('\n')).toHaveLength(lines);
    expect(said.length).toBeLessThan(50_000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
