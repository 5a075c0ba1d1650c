import type { Candidates, OptionGrammar, VerbGrammar } from './grammar.ts';
import { quoted } from './quoted.ts';

/** A script for zsh. `ask`: the command that prints the services, one a line. */
export function zshCompletion(verbs: readonly VerbGrammar[], ask: readonly string[]): string {
  return `#compdef pacer
# Completion of pacer in zsh: source <(npx pacer completion zsh)
_pacer_services() {
  [[ $PREFIX == -* ]] && return
  # Asked again after half a minute, and not at each key.
  if [[ -z $_pacer_asked ]] || (( SECONDS - _pacer_asked > 30 )); then
    typeset -ga _pacer_known=(\${(f)"$(${ask.map(quoted).join(' ')} 2>/dev/null)"})
    typeset -g _pacer_asked=$SECONDS
  fi
  compadd -a _pacer_known
}

_pacer() {
  if (( CURRENT == 2 )); then
    local -a verbs=(
${verbs.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`).join('\n')}
    )
    _describe verb verbs
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${verbs.map(verbCase).join('\n')}
  esac
}
compdef _pacer pacer
`;
}

function verbCase({ name, options, argument }: VerbGrammar): string {
  const specs = [...options.map(optionSpec), quoted(`1:argument:${action(argument)}`)];
  return [`    ${name})`, `      _arguments \\`, `        ${specs.join(' \\\n        ')}`, '      ;;'].join(
    '\n',
  );
}

function optionSpec({ flags, about, value }: OptionGrammar): string {
  const [first = '', second] = flags;
  const rest = `[${about.replaceAll('\\', '\\\\').replace(/[[\]]/g, '\\$&')}]${value === undefined ? '' : `:value:${action(value)}`}`;
  if (second === undefined) return quoted(`${first}${rest}`);
  return `${quoted(`(${first} ${second})`)}{${first},${second}}${quoted(rest)}`;
}

function action(candidates: Candidates): string {
  switch (candidates.kind) {
    case 'services':
      return '_pacer_services';
    case 'files':
      return '_files';
    case 'words':
      return candidates.words.length === 0 ? ' ' : `(${candidates.words.join(' ')})`;
    case 'free':
      return ' ';
  }
}
