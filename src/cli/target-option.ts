import { Option } from '@commander-js/extra-typings';
import { named } from './named.ts';

/** For verbs that find a service's release by its name. */
export function targetOption() {
  return new Option(
    '--target <name>',
    'the target it is released on (default: the only one it was released on, or "local")',
  )
    .env('PACER_TARGET')
    .argParser(named);
}
