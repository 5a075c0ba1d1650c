import { userInfo } from 'node:os';

/** Who is at the terminal, by login name, also under sudo. Undefined in a container whose user has no name. */
export function operatorName(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const before = env['SUDO_USER'];
  if (before !== undefined && before !== '') return before;
  try {
    return userInfo().username;
  } catch {
    return env['USER'];
  }
}
