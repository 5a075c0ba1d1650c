import type { StepRecord } from '../../domain/outcome.ts';
import type { PreviousVersion } from '../../domain/plan.ts';
import { checkLines } from '../tree/checks.ts';
import { line, spread, wrap, type Line, type Tone } from '../tree/line.ts';
import { outcomeLines } from '../tree/outcome.ts';
import { showDuration, showSpan } from '../tree/time.ts';
import { appVersion } from './app-version.ts';
import { gateReportLines } from './gate-lines.ts';
import { exposureCell, resultWords, showMoment } from './history-lines.ts';
import { remarkText } from './remark.ts';
import type { ReleaseReport } from './report.ts';
import type { Said } from './said.ts';
import { versionText } from './version-text.ts';

/** All of a report, in parts with a blank line between. */
export function reportLines(report: ReleaseReport, now: Date, width: number): readonly Line[] {
  const { outcome, status, said, exposure } = report;
  const steps = outcome?.steps ?? status?.steps ?? [];
  const checks = outcome?.checks ?? status?.checks ?? [];
  const gates = outcome?.gates ?? (status?.gate === undefined ? [] : [status.gate]);
  const parts = [
    headLines(report, width),
    factLines(report),
    titled(
      'steps',
      steps.flatMap((step) => stepLine(step, now, width)),
    ),
    titled('gates', gateReportLines(gates)),
    checkLines(checks, outcome === undefined ? now : undefined, width, true),
    titled(
      'users on the new version',
      exposure.map(({ at, users }) => timed(at, users)),
    ),
    titled(
      'who said what',
      said.map((it) => timed(it.at, `${it.command}${optionsText(it)}${remarkText(it)}${unreadText(it)}`)),
    ),
  ];
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [line(''), ...part]));
}

function headLines(report: ReleaseReport, width: number): readonly Line[] {
  const { service, target, result, durationMs, summary, outcome, status, trouble } = report;
  const { words, tone } = resultWords(result);
  const name = service === '' ? report.workflowId : `${service} on ${target}`;
  const state = status === undefined ? words : `${words}, ${status.state}`;
  const message = summary ?? status?.message;
  return [
    line(spread(`${name}: ${state}`, showDuration(durationMs), width), tone),
    ...[message, trouble].flatMap((text) => (text === undefined ? [] : wrapped(text, width))),
    ...(outcome === undefined ? [] : outcomeLines(report, outcome, width)),
  ];
}

function factLines(report: ReleaseReport): readonly Line[] {
  const { workflowId, runId, procedure, app, startedAt, endedAt, outcome } = report;
  const facts: readonly (readonly [string, string])[] = [
    ['workflow', workflowId],
    ['run', runId],
    ['procedure', procedure],
    ['app', app === undefined ? '' : versionText(app.id, app.version)],
    ['before', beforeText(outcome?.previous)],
    ['started', `${showMoment(startedAt)}${remarkText(report)}`],
    ['ended', endedAt === undefined ? '' : showMoment(endedAt)],
    ['exposed', exposureCell(report)],
  ];
  return facts.filter(([, text]) => text !== '').map(([name, text]) => line(`  ${name.padEnd(9)}  ${text}`));
}

/** What served before, which `pacer undo` brings back. */
function beforeText(previous: PreviousVersion | undefined): string {
  if (previous === undefined) return '';
  const { definition, instances, leftOut = [] } = previous;
  const kept = leftOut.length === 0 ? '' : `; not kept: ${leftOut.join(', ')}`;
  return `${versionText(definition.id, appVersion(definition), instances)}${kept}`;
}

const MARKS: Readonly<Record<StepRecord['state'], { readonly mark: string; readonly tone: Tone }>> = {
  done: { mark: '✓', tone: 'plain' },
  running: { mark: '▸', tone: 'busy' },
  failed: { mark: '✗', tone: 'bad' },
  ahead: { mark: '·', tone: 'faint' },
  skipped: { mark: '-', tone: 'faint' },
};

function stepLine(step: StepRecord, now: Date, width: number): readonly Line[] {
  const { direction, title, batch, canaryStep, state, startedAt, endedAt } = step;
  const back = direction === 'roll-back' ? 'way back: ' : '';
  const place = back !== '' || batch === undefined ? '' : `batch ${batch}: `;
  const number = canaryStep === undefined ? '' : `step ${canaryStep}: `;
  const { mark, tone } = MARKS[state];
  const left = `    ${startedAt === undefined ? ''.padEnd(MOMENT) : showMoment(startedAt)}  ${mark} ${back}${place}${number}${title}`;
  return [line(spread(left, showSpan(startedAt, endedAt ?? now) ?? '', width), tone)];
}

/** Width of `2026-11-24 10:00:07Z`. */
const MOMENT = 20;

function titled(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [line(`  ${title}`, 'strong'), ...lines];
}

function timed(at: string, text: string): Line {
  return line(`    ${showMoment(at)}  ${text}`);
}

function optionsText({ gate, full, fast }: Said): string {
  const options = [full === true ? ' --full' : '', fast === true ? ' --fast' : ''].join('');
  return `${options}${gate === undefined ? '' : ` "${gate}"`}`;
}

function unreadText({ unread }: Said): string {
  return unread === undefined ? '' : ` (what came with it cannot be read: ${unread})`;
}

function wrapped(text: string, width: number): readonly Line[] {
  return wrap(text, width, '  ').map((it) => line(it));
}
