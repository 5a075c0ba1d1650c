import type { CheckInSpec } from '../canary-spec-checks.ts';

/** Names of the app's own metrics, as the spec has them. */
export interface MetricNames {
  readonly appLabel: string;
  readonly requests?: string | undefined;
  readonly code: string;
  readonly duration?: string | undefined;
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
  const forms = [...formsByApp(check, names), ...formsByHaproxy(check)];
  return forms.filter(({ source }) => check.source === 'auto' || check.source === source);
}

/** A check whose query is its own and which counts no requests has one way, and nothing to choose. */
export function isToBeChosen(check: CheckInSpec): boolean {
  return check.check !== undefined || check.minRequests !== undefined;
}

function formsByApp(check: CheckInSpec, names: MetricNames): readonly CheckForm[] {
  const app = `${names.appLabel}="{{app}}"`;
  const byRequests = namesOf(names.requests, 'requests_total').map((counter) =>
    ofRequests(counter, app, names.code),
  );
  switch (check.check) {
    case undefined:
      return byRequests.map((form) => ({ ...form, query: check.query ?? '' }));
    case 'success-rate':
      return byRequests;
    case 'latency':
      return namesOf(names.duration, 'request_duration_seconds').map((histogram) =>
        ofDurations(histogram, app, check.quantile ?? DEFAULT_QUANTILE),
      );
    case 'restarts':
      return [{ source: 'app', query: goneSince(`up{${app}}`, 'instance, task'), probe: `sum(up{${app}})` }];
    case 'unhealthy-tasks':
      return [{ source: 'app', query: `sum(1 - up{${app}})`, probe: `sum(up{${app}})` }];
  }
}

const DEFAULT_QUANTILE = 0.95;

function namesOf(name: string | undefined, usual: string): readonly string[] {
  return name === undefined ? [usual, `http_${usual}`] : [name];
}

/** Series without the label of the code are not counted at all, or every answer would pass as a good one. */
function ofRequests(counter: string, app: string, code: string): CheckForm {
  const all = `${counter}{${app},${code}!=""}[{{window}}]`;
  const failed = `${counter}{${app},${code}=~"5.."}[{{window}}]`;
  return {
    source: 'app',
    query: goodShare(failed, all),
    requests: `sum(increase(${all}))`,
    probe: `sum(rate(${all}))`,
  };
}

function ofDurations(histogram: string, app: string, quantile: number): CheckForm {
  return {
    source: 'app',
    query: `histogram_quantile(${quantile}, sum by (le) (rate(${histogram}_bucket{${app}}[{{window}}])))`,
    requests: `sum(increase(${histogram}_count{${app}}[{{window}}]))`,
    probe: `sum(rate(${histogram}_bucket{${app}}[{{window}}]))`,
  };
}

function formsByHaproxy(check: CheckInSpec): readonly CheckForm[] {
  const proxy = 'proxy="{{backend}}"';
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
      return [{ ...counted, query: goodShare(failed, all) }];
    case 'latency':
      return [
        { ...counted, query: meanOfServers(proxy), note: 'the mean of HAProxy, which has no quantile' },
      ];
    case 'restarts':
      return [{ source: 'haproxy', query: goneSince(servers, 'server'), probe: `count(${servers})` }];
    case 'unhealthy-tasks':
      return [{ source: 'haproxy', query: `sum(max by (server) (${servers}))`, probe: `count(${servers})` }];
  }
}

/** 1 where nothing fails, though no series of failures is there yet; nothing where there are no requests. */
function goodShare(failed: string, all: string): string {
  return `1 - (sum(rate(${failed})) or vector(0)) / sum(rate(${all}))`;
}

/**
 * By server and not by backend: the mean of a backend still has in it what its servers of the release before did.
 * Weighted by requests, which also makes it nothing where there are none.
 */
function meanOfServers(proxy: string): string {
  const rate = `sum without (code) (rate(haproxy_server_http_responses_total{${proxy}}[{{window}}]))`;
  return `sum(haproxy_server_response_time_average_seconds{${proxy}} * ${rate}) / sum(${rate})`;
}

/** How many there were in the window that are no more. */
function goneSince(series: string, by: string): string {
  return `count(count by (${by}) (max_over_time(${series}[{{window}}]))) - (count(count by (${by}) (${series})) or vector(0))`;
}
