import type { Notice, NoticeFormat } from './notifications.ts';

/** What is sent for a notice: always the same text for the same notice. */
export function noticeBody(format: NoticeFormat, notice: Notice): string {
  switch (format) {
    case 'generic':
      return JSON.stringify(genericNotice(notice));
    case 'slack':
      return JSON.stringify({ text: slackText(notice) });
  }
}

/** The object of docs/notifications.md. `version` changes when a field gets another meaning or goes. */
function genericNotice(notice: Notice) {
  const { event, sequence, at, release, workflowId, runId, service, target, procedure } = notice;
  const { state, message, weight, cause, outcome, commands } = notice;
  return {
    version: 1,
    ...{ event, sequence, at, release, workflowId, runId, service, target, procedure, state, message },
    ...(weight === undefined ? {} : { weightPercent: weight / 100 }),
    ...(cause === undefined ? {} : { cause }),
    ...(outcome === undefined ? {} : { outcome }),
    commands: commands.map((it) => ({ ...it, line: commandLine(it.command, service, target) })),
  };
}

const LONGEST_TEXT = 3_000;

/** One paragraph: what, of which service, why, and what to type next. */
function slackText(notice: Notice): string {
  const { service, target, procedure, release, message, weight, commands } = notice;
  const share = weight === undefined ? '' : ` at ${weight / 100} %`;
  const sentences = [
    `${headline(notice)}${share}: ${sentence(message)}`,
    ...because(notice),
    ...(commands.length === 0
      ? []
      : [
          `Next: ${commands.map((it) => `${commandLine(it.command, service, target)} (${it.effect})`).join(', ')}.`,
        ]),
    `[${procedure} release ${release}]`,
  ];
  return escaped(shortened(sentences.join(' ')));
}

const HEADLINES: Readonly<Record<Notice['event'], string>> = {
  started: 'release started',
  'gate-open': 'waits for approval',
  paused: 'paused',
  'batch-done': 'batch done',
  'weight-changed': 'weight changed',
  'check-failed': 'check failed',
  'rolled-back': 'rolled back',
  finished: 'release finished',
  stuck: 'STUCK',
  'pre-traffic': 'asks before traffic',
  'pre-retire': 'asks before blue leaves',
};

function headline({ service, target, event, outcome }: Notice): string {
  const ended = event === 'finished' && outcome !== undefined ? `release ${outcome.kind}` : HEADLINES[event];
  return `${service} on ${target}: ${ended}`;
}

/** Why, where the message does not say so already. */
function because({ cause, outcome, message }: Notice): readonly string[] {
  const why = (cause ?? outcome?.cause)?.message;
  const next = outcome?.nextStep;
  return [
    ...(why === undefined || message.includes(why) ? [] : [`Cause: ${sentence(why)}`]),
    ...(next === undefined ? [] : [sentence(next)]),
  ];
}

function commandLine(command: string, service: string, target: string): string {
  return `npx pacer ${command} ${service} --target ${target}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function shortened(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  return oneLine.length > LONGEST_TEXT ? `${oneLine.slice(0, LONGEST_TEXT)}...` : oneLine;
}

/** Slack's own rule; it also keeps a reason that somebody gave from calling a whole channel. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
