import { problemAt, type Path, type Problem } from '../domain/problem.ts';

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** The problem of an address to which a secret would go unencrypted over a network; `shown` stands for it. */
export function inTheClear(address: string, path: Path, shown: string): readonly Problem[] {
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'http:' || LOOPBACK.test(hostname)) return [];
  const remedy =
    'would get credentials over http, where everybody on the way can read them: give an https address, or allow it ' +
    'beside it by `allowPlainHttp: true`';
  return [problemAt(path, shown, remedy)];
}
