import type { CheckInSpec } from '../canary-spec-checks.ts';

/** Names of the app's own metrics, as the spec has them. */
export interface MetricNames {
  readonly appLabel: string;
  readonly requests?: string | undefined;
  readonly code: string;
  readonly duration?: string | undefined;
  /** Further labels that tell its series, and HAProxy's, from those of others. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** One way to measure a check, by templates with placeholders. */
export interface CheckForm {
  readonly source: 'app' | 'haproxy';
  readonly query: string;
  /** Number of requests in the window. */
  readonly requests?: string;
  /** Has an answer for stable where this way has something to measure. */
  readonly probe: string;
  /** What is to know of it. */
  readonly note?: string;
}

/**
 * The ways to measure a check, the best first. One of them is chosen when a release is planned: the first of which
 * Prometheus knows something for stable. So a canary that reports nothing is seen to report nothing.
 */
export function formsOf(check: CheckInSpec, names: MetricNames): readonly CheckForm[] {
  const forms = [...formsByApp(check, names), ...formsByHaproxy(check, names)];
  return forms.filter(({ source }) => check.source === 'auto' || check.source === source);
}

/** A check whose query is its own and which counts no requests has one way, and nothing to choose. */
export function isToBeChosen(check: CheckInSpec): boolean {
  return check.check !== undefined || check.minRequests !== undefined;
}

function formsByApp(check: CheckInSpec, names: MetricNames): readonly CheckForm[] {
  const app = labelled(`${names.appLabel}="{{app}}"`, names);
  const present = ofPresent(names);
  const byRequests = namesOf(names.requests, 'requests_total').map((counter) =>
    ofRequests(counter, app, names.code, present),
  );
  switch (check.check) {
    case undefined:
      return byRequests.map((form) => ({ ...form, query: check.query ?? '' }));
    case 'success-rate':
      return byRequests;
    case 'latency':
      return namesOf(names.duration, 'request_duration_seconds').map((histogram) =>
        ofDurations(histogram, app, check.quantile ?? DEFAULT_QUANTILE, present),
      );
    case 'restarts':
      return [{ source: 'app', query: goneSince(`up{${app}}`, 'instance, task'), probe: `sum(up{${app}})` }];
    case 'unhealthy-tasks':
      return [{ source: 'app', query: goneDown(`up{${app}}`), probe: `sum(up{${app}})` }];
  }
}

const DEFAULT_QUANTILE = 0.95;

function namesOf(name: string | undefined, usual: string): readonly string[] {
  return name === undefined ? [usual, `http_${usual}`] : [name];
}

/** Series without the label of the code are not counted at all, or every answer would pass as a good one. */
function ofRequests(counter: string, app: string, code: string, present: Narrowing): CheckForm {
  const all = `${counter}{${app},${code}!=""}[{{window}}]`;
  const failed = `${counter}{${app},${code}=~"5.."}[{{window}}]`;
  return {
    source: 'app',
    query: goodShare(present(`rate(${failed})`), present(`rate(${all})`)),
    requests: `sum(${present(`increase(${all})`)})`,
    probe: `sum(${present(`rate(${all})`)})`,
  };
}

function ofDurations(histogram: string, app: string, quantile: number, present: Narrowing): CheckForm {
  const buckets = present(`rate(${histogram}_bucket{${app}}[{{window}}])`);
  return {
    source: 'app',
    query: `histogram_quantile(${quantile}, sum by (le) (${buckets}))`,
    requests: `sum(${present(`increase(${histogram}_count{${app}}[{{window}}])`)})`,
    probe: `sum(${buckets})`,
  };
}

type Narrowing = (series: string) => string;

/** Only of tasks that are there: the release before may have had the same app id, within the window. */
function ofPresent(names: MetricNames): Narrowing {
  const up = labelled('', names);
  return (series) => `${series} and on (job, instance) up${up === '' ? '' : `{${up}}`}`;
}

/** A selector's labels, with those that the spec adds to each. */
function labelled(own: string, { labels = {} }: MetricNames): string {
  const added = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [...(own === '' ? [] : [own]), ...added].join(',');
}

function formsByHaproxy(check: CheckInSpec, names: MetricNames): readonly CheckForm[] {
  const proxy = labelled('proxy="{{backend}}"', names);
  const all = `haproxy_backend_http_responses_total{${proxy}}[{{window}}]`;
  const failed = `haproxy_backend_http_responses_total{${proxy},code="5xx"}[{{window}}]`;
  const counted = {
    source: 'haproxy',
    requests: `sum(increase(${all}))`,
    probe: `sum(rate(${all}))`,
  } as const;
  const servers = `haproxy_server_status{${proxy},state="DOWN"}`;
  switch (check.check) {
    case undefined:
      return [{ ...counted, query: check.query ?? '' }];
    case 'success-rate':
      return [{ ...counted, query: goodShare(`rate(${failed})`, `rate(${all})`) }];
    case 'latency':
      return [
        {
          ...counted,
          query: meanOfServers(proxy),
          note: 'the mean of the last 512 requests of each server, since HAProxy has no quantile',
        },
      ];
    case 'restarts':
      return [{ source: 'haproxy', query: goneSince(servers, 'server'), probe: `count(${servers})` }];
    case 'unhealthy-tasks':
      return [{ source: 'haproxy', query: `sum(max by (server) (${servers}))`, probe: `count(${servers})` }];
  }
}

/** 1 where nothing fails, though no series of failures is there yet; nothing where there are no requests. */
function goodShare(failed: string, all: string): string {
  return `1 - (sum(${failed}) or vector(0)) / sum(${all})`;
}

/** Requests that HAProxy's mean of a server looks back on. */
const HAPROXY_SAMPLES = 512;
/** Fewer, and the mean, in whole milliseconds, is too coarse: with these it is right to some 10 ms. */
const LEAST_SAMPLES = 50;

/**
 * By server and not by backend, whose mean still has in it what its servers of the release before did. HAProxy exports
 * the sum of the last requests divided by 512, also while there were fewer. Weighted by requests: nothing without any.
 */
function meanOfServers(proxy: string): string {
  const responses = `haproxy_server_http_responses_total{${proxy}}`;
  const served = `(sum without (code) (${responses}) >= ${LEAST_SAMPLES})`;
  const rate = `sum without (code) (rate(${responses}[{{window}}]))`;
  const samples = `clamp_max(${served}, ${HAPROXY_SAMPLES})`;
  const mean = `haproxy_server_response_time_average_seconds{${proxy}} * ${HAPROXY_SAMPLES} / ${samples}`;
  return `sum(${mean} * ${rate}) / sum(${rate} and ${served})`;
}

/**
 * How many targets that answered within the last hour do not now. One that has never answered is not sick: its task has
 * only just begun, and Marathon's health checks look after it.
 */
function goneDown(up: string): string {
  return `sum((1 - ${up}) * max_over_time(${up}[1h]))`;
}

/** How many there were in the window that are no more. */
function goneSince(series: string, by: string): string {
  return `count(count by (${by}) (max_over_time(${series}[{{window}}]))) - (count(count by (${by}) (${series})) or vector(0))`;
}
