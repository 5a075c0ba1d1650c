import { isSecretName } from './secret-names.ts';

/** Stands within a text where a secret was. */
export const LEFT_OUT_WORD = 'SECRET_LEFT_OUT';

/** A value in quotes or one word; one that begins with `$` is the name of another. */
const VALUE = String.raw`(?!["']?\$)("[^"]*"|'[^']*'|\S+)`;

/** `--db-password=x`, `API_TOKEN=x`; `--token x`, after which another option is no value. */
const assignment = new RegExp(String.raw`([\w-]+=)${VALUE}`, 'g');
const option = new RegExp(String.raw`((?<=^|\s)--?[\w-]+\s+)(?!-)${VALUE}`, 'g');
const header =
  /\b((?:proxy-)?authorization|x-[\w-]+)(:\s*(?:(?:basic|bearer|token)\s+)?)(?!\$|(?:basic|bearer|token)\s)([^\s"']+)/gi;
/** A pair of JSON, also where its quotes are escaped. */
const pair = /(\\?"([\w.-]+)\\?"\s*:\s*\\?")(?!\$)((?:[^"\\]|\\(?!")[^])+)/g;
const userInUrl = /([a-z][a-z0-9+.-]*:\/\/)([^\s/@:]*:[^\s/@]+)@/gi;
const userOfCurl =
  /(\s(?:-[a-zA-Z]*[uU]|--user|--proxy-user)(?:\s+|=))(["']?)([^\s"':$-][^\s"':]*:(?!\$)[^\s"']+)\2/g;
const scheme = /\b(basic|bearer)(\s+)([\w+/.~-]{6,}=*)/gi;

/** What the issuers of tokens begin them with, so that they are found. */
const TOKENS = [
  String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*`,
  String.raw`eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*`,
  '(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Z])',
  'gh[opsur]_[A-Za-z0-9]{8,}',
  String.raw`github_pat_\w{8,}`,
  String.raw`glpat-[\w-]{8,}`,
  String.raw`dckr_pat_[\w-]{8,}`,
  '[sr]k_(?:live|test)_[A-Za-z0-9]{8,}',
  String.raw`sk-[\w-]{20,}`,
  String.raw`xox[abeoprs]-[\w-]{8,}`,
  String.raw`AIza[\w-]{35}`,
  'npm_[A-Za-z0-9]{30,}',
];
const token = new RegExp(String.raw`(?<![\w-])(?:${TOKENS.join('|')})`, 'g');
const onlyToken = new RegExp(`^(?:${TOKENS.join('|')})$`);

/** Whether a text as a whole is a secret, whatever its name. */
export function isSecretText(text: string): boolean {
  if (onlyToken.test(text)) return true;
  const [whole, , , word = ''] = [...text.matchAll(scheme)][0] ?? [];
  return whole === text && isRandom(word);
}

/** No word of a language, such as in "Basic authentication". */
function isRandom(word: string): boolean {
  return /\d|=$|[a-z][A-Z]|[A-Z]{2}[a-z]|[+/.~_]/.test(word);
}

/** A text without its secrets, and those. */
export function withoutSecrets(text: string): { readonly kept: string; readonly secrets: readonly string[] } {
  const secrets: string[] = [];
  const leaveOut = (...found: readonly string[]): string => {
    secrets.push(...found.map((it) => it.replace(/^(["'])(.*)\1$/, '$2')));
    return LEFT_OUT_WORD;
  };
  const named = (whole: string, name: string, value: string) =>
    isSecretName(name) && value !== LEFT_OUT_WORD ? `${name}${leaveOut(value)}` : whole;
  const kept = text
    .replace(userInUrl, (_, protocol: string, user: string) => {
      return `${protocol}${leaveOut(user, user.slice(user.indexOf(':') + 1))}@`;
    })
    .replace(pair, (whole, before: string, name: string, value: string) =>
      isSecretName(name) ? `${before}${leaveOut(value)}` : whole,
    )
    .replace(header, (whole, name: string, between: string, value: string) =>
      isSecretName(name) ? `${name}${between}${leaveOut(value)}` : whole,
    )
    .replace(scheme, (whole, name: string, between: string, word: string) =>
      isRandom(word) && word !== LEFT_OUT_WORD ? `${name}${between}${leaveOut(word)}` : whole,
    )
    .replace(assignment, named)
    .replace(option, named)
    .replace(/\bcurl\b[^|;&]*/g, (command) =>
      command.replace(userOfCurl, (_, before: string, quote: string, user: string) => {
        return `${before}${quote}${leaveOut(user, user.slice(user.indexOf(':') + 1))}${quote}`;
      }),
    )
    .replace(token, (it) => leaveOut(it));
  return { kept, secrets };
}
