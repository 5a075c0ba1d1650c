import type { Candidates, VerbGrammar } from './grammar.ts';
import { quoted } from './quoted.ts';

/** A script for bash 4 and later. `ask`: the command that prints the services, one a line. */
export function bashCompletion(verbs: readonly VerbGrammar[], ask: readonly string[]): string {
  return `# Completion of pacer in bash: source <(npx pacer completion bash)
_pacer_ask() {
  # Asked again after half a minute, and not at each key.
  if [[ -z $_pacer_asked ]] || (( SECONDS - _pacer_asked > 30 )); then
    _pacer_services=$(${ask.map(quoted).join(' ')} 2>/dev/null)
    _pacer_asked=$SECONDS
  fi
}

_pacer() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    words=${words(['--help', ...verbs.map(({ name }) => name)])}
  else
    case "$verb $previous" in
${verbs.flatMap(valueCases).join('\n')}
    *)
      if [[ $current == -* ]]; then
        case $verb in
${verbs.map(optionCase).join('\n')}
        esac
      else
        case $verb in
${verbs.map(({ name, argument }) => `        ${name}) ${filled(argument)} ;;`).join('\n')}
        esac
      fi
      ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _pacer pacer
`;
}

function valueCases({ name, options }: VerbGrammar): readonly string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === undefined) return [];
    const places = flags.map((flag) => `"${name} ${flag}"`).join(' | ');
    return [`    ${places}) ${filled(value)} ;;`];
  });
}

function optionCase({ name, options }: VerbGrammar): string {
  return `        ${name}) words=${words(options.flatMap(({ flags }) => flags))} ;;`;
}

function filled(candidates: Candidates): string {
  switch (candidates.kind) {
    case 'services':
      return '_pacer_ask; words=$_pacer_services';
    case 'files':
      return 'compopt -o default; return';
    case 'words':
      return `words=${words(candidates.words)}`;
    case 'free':
      return 'return';
  }
}

function words(all: readonly string[]): string {
  return quoted(all.join(' '));
}
