import type { Candidates, OptionGrammar, VerbGrammar } from './grammar.ts';
import { quotedInFish } from './quoted.ts';

/** A script for fish 3 and later. `ask`: the command that prints the services, one a line. */
export function fishCompletion(verbs: readonly VerbGrammar[], ask: readonly string[]): string {
  return `# Completion of pacer in fish: npx pacer completion fish | source
function __pacer_services
    ${ask.map(quotedInFish).join(' ')} 2>/dev/null
end

complete -c pacer -f
${verbs.flatMap(verbLines).join('\n')}
`;
}

function verbLines({ name, summary, options, argument }: VerbGrammar): readonly string[] {
  const within = `complete -c pacer -n ${quotedInFish(`__fish_seen_subcommand_from ${name}`)}`;
  const first = `complete -c pacer -n __fish_use_subcommand -a ${name} -d ${quotedInFish(summary)}`;
  const offer = offered(argument);
  const candidates = offer === '' ? [] : [`${within}${offer}`];
  return [first, ...candidates, ...options.map((it) => `${within}${optionPart(it)}`)];
}

function optionPart({ flags, about, value }: OptionGrammar): string {
  const names = flags
    .map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`))
    .join('');
  const taken = value === undefined ? '' : ` -x${offered(value)}`;
  const files = value?.kind === 'files' ? ` -r -F` : taken;
  return `${names}${files} -d ${quotedInFish(about)}`;
}

function offered(candidates: Candidates): string {
  switch (candidates.kind) {
    case 'services':
      return ` -a '(__pacer_services)'`;
    case 'files':
      return ' -F';
    case 'words':
      return candidates.words.length === 0 ? '' : ` -a ${quotedInFish(candidates.words.join(' '))}`;
    case 'free':
      return '';
  }
}
