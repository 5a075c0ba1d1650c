import { expect, test } from 'vitest';
import { shareLine } from '../../src/demo/canary-share.ts';
import { measuredShare, roughPercent } from '../../src/demo/shares.ts';

const beginMs = 1_000_000;
/** Ten slices of a tenth of a second: the share of v2 goes from none to a half at 500 ms. */
const history = {
  fromMs: beginMs,
  sent: {
    v1: [20, 20, 20, 20, 20, 10, 10, 10, 10, 10],
    v2: [0, 0, 0, 0, 0, 10, 10, 10, 10, 10],
  },
  seconds: {},
};
const share = (fromMs: number, untilMs: number, most?: number) =>
  measuredShare(history, 'v2', beginMs + fromMs, beginMs + untilMs, most);

test.each([
  { what: 'all of it', from: 0, until: 1_000, requests: 200, ofVersion: 50 },
  { what: 'from a change on', from: 500, until: 1_000, requests: 100, ofVersion: 50 },
  { what: 'up to a change', from: 0, until: 500, requests: 100, ofVersion: 0 },
  { what: 'the slice on a border left out', from: 450, until: 650, requests: 20, ofVersion: 10 },
  { what: 'before anything was sent', from: -500, until: 0, requests: 0, ofVersion: 0 },
  { what: 'after its end', from: 1_000, until: 2_000, requests: 0, ofVersion: 0 },
  { what: 'a time shorter than a slice', from: 510, until: 590, requests: 0, ofVersion: 0 },
  { what: 'of so many the last ones', from: 0, until: 1_000, most: 130, requests: 120, ofVersion: 50 },
])('$what: $ofVersion of $requests', ({ from, until, most, requests, ofVersion }) => {
  expect(share(from, until, most)).toEqual({ requests, ofVersion });
});

test('a version that has answered nothing has no share of what others answered', () => {
  expect(measuredShare(history, 'v3', beginMs, beginMs + 1_000)).toEqual({ requests: 200, ofVersion: 0 });
});

test('a share of nothing is a dash', () => {
  expect(roughPercent({ requests: 0, ofVersion: 0 })).toBe('-');
  expect(roughPercent({ requests: 1_000, ofVersion: 47 })).toBe('4.7 %');
});

test('the map is told beside what was measured', () => {
  const measured = { requests: 1_000, ofVersion: 47 };
  expect(shareLine({ inMap: 500, measured })).toBe(
    'canary: map 5.00 %, measured 4.7 % of the last 1000 requests',
  );
  expect(shareLine({ inMap: 25, measured: { requests: 0, ofVersion: 0 } })).toBe(
    'canary: map 0.25 %, nothing measured yet',
  );
});
