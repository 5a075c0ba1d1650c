import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** What a shell has to know of the command line. */
export interface VerbGrammar {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionGrammar[];
  readonly argument: Candidates;
}

export interface OptionGrammar {
  /** `-w` and `--watch`. */
  readonly flags: readonly string[];
  readonly about: string;
  /** Absent: it takes no value. */
  readonly value?: Candidates;
}

/** What may stand in a place. */
export type Candidates =
  | { readonly kind: 'services' }
  | { readonly kind: 'files' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** nobody can say */
  | { readonly kind: 'free' };

export function grammarOf(program: Pick<CommandUnknownOpts, 'commands'>): readonly VerbGrammar[] {
  return program.commands.map((verb) => {
    const [argument] = verb.registeredArguments;
    return {
      name: verb.name(),
      summary: verb.summary(),
      options: [...verb.options.filter((it) => !it.hidden).map(optionOf), HELP],
      argument: argument === undefined ? NOTHING : candidatesOf(argument.name(), argument.argChoices),
    };
  });
}

const NOTHING: Candidates = { kind: 'words', words: [] };
const HELP: OptionGrammar = { flags: ['-h', '--help'], about: 'show what it takes, with examples' };

function optionOf(option: Option): OptionGrammar {
  const { short, long, flags, description, argChoices } = option;
  const [, placeholder] = /[<[]([\w-]+)/.exec(flags) ?? [];
  return {
    flags: [short, long].flatMap((it) => (it === undefined ? [] : [it])),
    about: description,
    ...(placeholder === undefined ? {} : { value: candidatesOf(placeholder, argChoices) }),
  };
}

function candidatesOf(name: string, choices: readonly string[] | undefined): Candidates {
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (name === 'service') return { kind: 'services' };
  return name === 'file' || name === 'path' ? { kind: 'files' } : { kind: 'free' };
}
