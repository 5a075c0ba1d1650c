import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../../src/domain/search-attributes.ts';
import type { GateAnswer, GateRecord } from '../../../src/domain/gates.ts';
import type { PreviousVersion } from '../../../src/domain/plan.ts';
import type { Cause, Outcome, OutcomeKind, StepRecord } from '../../../src/domain/outcome.ts';
import type { ReleaseResult } from '../../../src/cli/account/release-account.ts';
import type { ReleaseReport } from '../../../src/cli/account/report.ts';
import type { Said } from '../../../src/cli/account/said.ts';

/** The compiler keeps these complete: a field that is added is missing here until it is documented. */
type Names<T extends string> = Readonly<Record<T, true>>;

const outcome: Names<keyof Outcome> = {
  kind: true,
  service: true,
  target: true,
  release: true,
  summary: true,
  cause: true,
  nextStep: true,
  serving: true,
  removed: true,
  exposureMs: true,
  startedAt: true,
  endedAt: true,
  durationMs: true,
  steps: true,
  reachedWeight: true,
  checks: true,
  gates: true,
  previous: true,
};
const cause: Names<keyof Cause> = {
  kind: true,
  message: true,
  taskId: true,
  host: true,
  lastFailure: true,
  by: true,
  deadline: true,
  check: true,
};
const gate: Names<keyof GateRecord> = {
  name: true,
  place: true,
  openedAt: true,
  closedAt: true,
  result: true,
  approvals: true,
  by: true,
  until: true,
  then: true,
  answers: true,
  dropped: true,
};
const gateResults: Names<NonNullable<GateRecord['result']>> = {
  approved: true,
  rejected: true,
  'deadline-approved': true,
  'deadline-rolled-back': true,
  left: true,
};
const answer: Names<keyof GateAnswer> = { answer: true, by: true, reason: true, at: true, refused: true };
const previous: Names<keyof PreviousVersion> = { definition: true, instances: true, leftOut: true };
const step: Names<keyof StepRecord> = {
  step: true,
  title: true,
  batch: true,
  canaryStep: true,
  direction: true,
  state: true,
  startedAt: true,
  endedAt: true,
};
const report: Names<keyof ReleaseReport> = {
  release: true,
  workflowId: true,
  runId: true,
  procedure: true,
  service: true,
  target: true,
  app: true,
  startedAt: true,
  endedAt: true,
  durationMs: true,
  by: true,
  reason: true,
  result: true,
  summary: true,
  exposureMs: true,
  reachedWeight: true,
  said: true,
  exposure: true,
  outcome: true,
  status: true,
  trouble: true,
};
const said: Names<keyof Said> = {
  at: true,
  command: true,
  by: true,
  reason: true,
  gate: true,
  full: true,
  fast: true,
  unread: true,
  through: true,
};
const kinds: Names<OutcomeKind | ReleaseResult> = {
  running: true,
  released: true,
  'rolled-back': true,
  aborted: true,
  failed: true,
  refused: true,
  'cut-off': true,
  cancelled: true,
};

const page = await readFile(new URL('../../../docs/account.md', import.meta.url), 'utf8');

describe('docs/account.md', () => {
  it.each([
    ['the outcome', '## The outcome', outcome],
    ['a cause', 'Of the `cause`', cause],
    ['a step', 'Of a step', step],
    ['a gate', 'Of a gate', gate],
    ['how a gate ended', 'Of a gate', gateResults],
    ['an answer', 'Of a gate', answer],
    ['the version before', 'Of `previous`', previous],
    ['a report', '## history', report],
    ['what was said', '## show', said],
    ['a result', '## history', kinds],
  ])('names every field of %s', (_, from, names) => {
    const words = new Set([...page.slice(page.indexOf(from)).matchAll(/[\w-]+/g)].map(([word]) => word));
    expect(Object.keys(names).filter((name) => !words.has(name))).toEqual([]);
  });

  it('names every search attribute', () => {
    for (const name of Object.values(SEARCH_ATTRIBUTES)) expect(page).toContain(`\`${name}\``);
  });
});
