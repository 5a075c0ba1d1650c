import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entryIn,
  joined,
  left,
  tidings,
  waitingAs,
  without,
  withTold,
  type InLine,
  type Line,
  type LinePolicy,
} from '../../src/domain/line.ts';
import { queuedText } from '../../src/domain/line-text.ts';

const since = '2026-11-24T12:00:00.000Z';
const empty: Line = { target: 'local', service: 'shop', entries: [] };

/** `q1` waits with queue, `r1` with replace, `l1` with latest-wins. */
function anEntry(name: string): InLine {
  const policies: Readonly<Record<string, LinePolicy>> = { q: 'queue', r: 'replace', l: 'latest-wins' };
  return { workflowId: name, runId: `${name}-run`, policy: policies[name[0] ?? ''] ?? 'queue', since };
}

function aLine(...names: readonly string[]): Line {
  return { ...empty, entries: names.map(anEntry) };
}

function names(entries: readonly InLine[]): readonly string[] {
  return entries.map((it) => it.workflowId);
}

describe('who comes to a line', () => {
  it.each([
    ['queue goes to the end', ['q1', 'l1'], 'q2', ['q1', 'l1', 'q2'], []],
    ['queue goes behind a replace', ['r1'], 'q1', ['r1', 'q1'], []],
    ['replace goes to the front', ['q1', 'l1'], 'r1', ['r1', 'q1', 'l1'], []],
    ['replace goes behind earlier replaces', ['r1', 'q1'], 'r2', ['r1', 'r2', 'q1'], []],
    ['latest-wins goes to the end', ['q1'], 'l1', ['q1', 'l1'], []],
    ['latest-wins takes the place of its like', ['l1', 'q1'], 'l2', ['l2', 'q1'], ['l1']],
    ['who waits already keeps its place', ['q1', 'q2'], 'q1', ['q1', 'q2'], []],
    ['a repeated latest-wins does not supersede itself', ['l1'], 'l1', ['l1'], []],
  ])('%s', (_fact, before, comes, after, superseded) => {
    const result = joined(aLine(...before), anEntry(comes));
    expect(names(result.line.entries)).toEqual(after);
    expect(names(result.superseded)).toEqual(superseded);
  });

  it('is kept apart by its run, not by its workflow alone', () => {
    const again = { ...anEntry('q1'), runId: 'another' };
    expect(joined(aLine('q1'), again).line.entries).toHaveLength(2);
  });

  it.each([[undefined], [null], ['q1'], [{ workflowId: 'q1' }], [{ ...anEntry('q1'), policy: 'refuse' }]])(
    '%j is nobody',
    (input) => {
      expect(entryIn(input)).toBeUndefined();
    },
  );
});

describe('who goes from a line', () => {
  it('with the lock runs from then on', () => {
    const line = left(aLine('q1', 'q2'), anEntry('q1'), { took: true });
    expect(names(line.entries)).toEqual(['q2']);
    expect(line.running).toEqual({ workflowId: 'q1', runId: 'q1-run' });
  });

  it('for another reason leaves who runs as it was', () => {
    expect(left(aLine('q1', 'q2'), anEntry('q2'), { took: false })).toEqual(aLine('q1'));
  });

  it('without a word is dropped, wherever it stands', () => {
    const line = without(aLine('q1', 'q2', 'q3'), [anEntry('q3'), anEntry('q1'), anEntry('q9')]);
    expect(names(line.entries)).toEqual(['q2']);
  });

  it('is found by its workflow id', () => {
    expect(waitingAs(aLine('q1', 'q2'), 'q2')).toEqual(anEntry('q2'));
    expect(waitingAs(aLine('q1'), 'q2')).toBeUndefined();
  });
});

describe('a place', () => {
  const toldOnce = (line: Line): Line => withTold(line, tidings(line));

  it('is told to everybody once', () => {
    const line = aLine('q1', 'q2', 'q3', 'q4');
    expect(tidings(line).map((it) => it.place)).toEqual([1, 2, 3, 4]);
    expect(tidings(toldOnce(line))).toEqual([]);
  });

  it('is told to those near the front at each change', () => {
    const line = left(toldOnce(aLine('q1', 'q2', 'q3', 'q4', 'q5')), anEntry('q1'), { took: true });
    expect(tidings(line).map((it) => [it.to.workflowId, it.place])).toEqual([
      ['q2', 1],
      ['q3', 2],
      ['q4', 3],
    ]);
  });

  it('is told further back once it is half of what it was', () => {
    const many = Array.from({ length: 20 }, (_, index) => `q${index + 1}`);
    const all = toldOnce(aLine(...many));
    const places = (gone: number) =>
      tidings(without(all, many.slice(0, gone).map(anEntry))).map((it) => [it.to.workflowId, it.place]);
    expect(places(5).slice(3)).toEqual([
      ['q9', 4],
      ['q10', 5],
    ]);
    expect(places(10)).toContainEqual(['q20', 10]);
    expect(places(9)).not.toContainEqual(['q20', 11]);
  });

  it('that was the first is taken back when a replace goes ahead', () => {
    const { line } = joined(toldOnce(aLine('q1')), anEntry('r1'));
    expect(tidings(line).map((it) => [it.to.workflowId, it.place])).toEqual([
      ['r1', 1],
      ['q1', 2],
    ]);
  });

  it.each([
    [undefined, 'joins the line (whenBusy: queue)'],
    [1, 'waits in line, next to go (whenBusy: queue)'],
    [3, 'waits in line, place 3 (whenBusy: queue)'],
    [12, 'waits in line, place 12 or so (whenBusy: queue)'],
  ])('%s is said as "%s"', (place, text) => {
    expect(queuedText(place, undefined, 'queue')).toBe(text);
  });

  it('is said with who runs', () => {
    const running = anEntry('q9');
    expect(queuedText(2, running, 'replace')).toBe('waits in line, place 2; q9 runs (whenBusy: replace)');
    expect(queuedText(1, { ...running, stand: 'told' }, 'replace')).toBe(
      'waits in line, next to go; q9 runs and was told to go back (whenBusy: replace)',
    );
    expect(queuedText(1, { ...running, stand: 'holding' }, 'replace')).toBe(
      'waits in line, next to go; q9 holds and waits for a person (whenBusy: replace)',
    );
  });
});

describe('whatever happens to a line', () => {
  const act = fc.record({
    kind: fc.constantFrom('join', 'join', 'join', 'leave', 'took', 'end', 'tell'),
    who: fc.tuple(fc.constantFrom('q', 'r', 'l'), fc.nat(6)).map(([policy, number]) => `${policy}${number}`),
  });

  it('nobody of the same policy overtakes, replaces stand first, and one latest-wins waits', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        let line = empty;
        const arrivals: string[] = [];
        for (const { kind, who } of acts) {
          const before = names(line.entries);
          const entry = anEntry(who);
          if (kind === 'join') {
            if (!before.includes(who)) arrivals.push(who);
            line = joined(line, entry).line;
          } else if (kind === 'tell') line = withTold(line, tidings(line));
          else if (kind === 'end') line = without(line, [entry]);
          else line = left(line, entry, { took: kind === 'took' });

          const now = names(line.entries);
          expect(new Set(now).size).toBe(now.length);
          const firstOther = now.findIndex((it) => !it.startsWith('r'));
          if (firstOther !== -1) expect(now.slice(firstOther).some((it) => it.startsWith('r'))).toBe(false);
          expect(now.filter((it) => it.startsWith('l')).length).toBeLessThanOrEqual(1);
          for (const policy of ['q', 'r']) {
            const order = now.filter((it) => it.startsWith(policy)).map((it) => arrivals.lastIndexOf(it));
            expect(order).toEqual(order.toSorted((one, other) => one - other));
          }
          // Nobody but the one it is about moves, so that a wait gets shorter but for a replace.
          const stayed = before.filter((it) => now.includes(it) && it !== who);
          expect(now.filter((it) => stayed.includes(it))).toEqual(stayed);
        }
        expect(tidings(withTold(line, tidings(line)))).toEqual([]);
      }),
    );
  });
});
