import type { Exchange } from './http-transport.ts';

/** Shorter ones may be words of the answer. */
const SHORTEST_TOKEN = 4;
const SHORTEST_PASSWORD = 8;

/**
 * An exchange without what its request was authorized by. The page of a gateway may repeat the request, and what is no 2xx
 * is shown in errors, which go into histories. Answers that are taken for what they say are left as they are.
 */
export function withoutCredentials(exchange: Exchange, authorization: string | undefined): Exchange {
  if (exchange.kind !== 'reply' || authorization === undefined) return exchange;
  const { status, text } = exchange;
  if (status >= 200 && status < 300) return exchange;
  const secrets = secretsOf(authorization);
  const hide = (it: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '(hidden)'), it);
  return {
    ...exchange,
    text: hide(text),
    header: (name) => {
      const value = exchange.header(name);
      return value === undefined ? undefined : hide(value);
    },
  };
}

/** The header, what stands in it after its scheme, and the password that this stands for: as they are, and as JSON and URLs have them. */
function secretsOf(authorization: string): readonly string[] {
  const [, scheme = '', given = ''] = /^(\w+)[ =](.*)$/s.exec(authorization) ?? [];
  const password =
    scheme === 'Basic'
      ? Buffer.from(given, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : '';
  return [authorization, given, ...(password.length >= SHORTEST_PASSWORD ? [password] : [])]
    .filter((it) => it.length >= SHORTEST_TOKEN)
    .flatMap((it) => [it, JSON.stringify(it).slice(1, -1), encodeURIComponent(it)]);
}
